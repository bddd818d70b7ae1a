import {
  type AgentCoachingData,
  type DatasetSummary,
  maxParts,
  restoreNeutralised,
  type SplitBy,
} from '@reports/contracts';
import { ServiceError } from '@reports/service';
import { languageOf } from '@reports/wording';
import type { PartOf } from '../files/rendering.ts';
import { groupLines } from './group-lines.ts';

/** One agent's or team's part of a frozen dataset, as a dataset of its own. */
export interface Slice {
  part: PartOf;
  summary: DatasetSummary;
  csv: Buffer;
  rowCount: number;
}

/**
 * Splits the dataset of a coaching report, in its order. Figures stay as they are: whom an agent is compared with are the other agents of the
 * whole report. Throws `too_many_parts`, and `dataset_without_teams` for one that was made before agents had their team in it.
 */
export const splitDataset = (summary: DatasetSummary, csv: Buffer, by: SplitBy): Slice[] => {
  const data = summary.data as AgentCoachingData;
  const { agents } = data;
  const withoutTeam = languageOf(summary.branding).words.teams.without;
  if (by === 'team' && agents.some(({ team }) => team === undefined)) {
    throw new ServiceError({
      code: 'dataset_without_teams',
      message:
        'The figures of this report were made before agents had their team in it. Post the report again.',
      fate: 'client',
    });
  }
  const parts =
    by === 'agent'
      ? agents.map((agent) => ({ key: agent.agent_id, name: agent.agent_name, agents: [agent] }))
      : [...Map.groupBy(agents, ({ team = null }) => team)].map(([team, members]) => ({
          key: team,
          name: team ?? withoutTeam,
          agents: members,
        }));
  if (parts.length > maxParts) {
    throw new ServiceError({
      code: 'too_many_parts',
      message: `The report would have ${parts.length} files, at most ${maxParts}: filter it by team or campaign, or split it by team.`,
      fate: 'client',
    });
  }
  const lines = groupLines(csv, restoreNeutralised);
  // What a report that is made again says of the change is of all agents.
  const { comparison: _comparison, ...whole } = summary;
  return parts.map(({ key, name, agents: members }) => {
    const rows = members.flatMap(({ agent_id: id }) => lines.of(id));
    const { by_team: teams, ...rest } = data;
    return {
      part: { by, key, name, of: parts.length },
      summary: {
        ...whole,
        row_count: rows.length,
        data: {
          ...rest,
          agents: members,
          ...(by === 'team' && teams && { by_team: teams.filter(({ team }) => team === key) }),
        },
      },
      csv: Buffer.concat([lines.header, ...rows]),
      rowCount: rows.length,
    };
  });
};
