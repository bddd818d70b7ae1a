import { filterValues, type ReportRequest } from '@reports/contracts';
import type { SnapshotReader } from '@reports/database';
import { sql } from '../sql/fragment.ts';

/** The agents that are of the report's teams now, by id; undefined where it asks for no team. */
export const findTeamAgents = async (
  reader: SnapshotReader,
  { filters }: ReportRequest,
): Promise<string[] | undefined> => {
  const teams = filterValues(filters, 'team');
  if (teams === undefined) return undefined;
  const storable = teams.filter((team) => !team.includes('\0'));
  const agents = await reader.query<{ id: string }>(
    sql`SELECT id FROM agents WHERE team = ANY (${storable}) ORDER BY id`.sql,
  );
  return agents.map(({ id }) => id);
};
