import { formatQuantity, words } from '@reports/wording';

interface Team {
  /** Null: the agents without one. */
  team: string | null;
  agents: number;
}

export interface TeamName {
  team: string;
  /** `12 agents`. */
  members: string;
}

/** The teams of a report, where there is more than one to tell apart. */
export const severalTeams = <Row extends Team>(teams: readonly Row[] | undefined): readonly Row[] =>
  teams !== undefined && teams.length > 1 ? teams : [];

/** What stands at the head of a team's row. */
export const teamName = ({ team, agents }: Team): TeamName => ({
  team: team ?? words().teams.without,
  members: formatQuantity(agents, 'agent'),
});
