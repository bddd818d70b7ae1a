import { type AgentCoachingData, minComparedRecords } from '@reports/contracts';
import { formatCount, formatRate, formatScore } from '@reports/wording';
import { barOf, type Bar } from '../../page/bars.ts';
import { type TeamName, teamName } from '../../page/teams.ts';

/** Under this many evaluations chance may decide. */
export const isFew = (evaluations: number): boolean => evaluations > 0 && evaluations < minComparedRecords;

type Team = NonNullable<AgentCoachingData['by_team']>[number];

export interface TeamRow extends TeamName {
  score: string;
  scoreBar: Bar;
  passRate: string;
  evaluated: string;
  isFew: boolean;
  calls: string;
}

export const teamRow = (team: Team): TeamRow => ({
  ...teamName(team),
  score: formatScore(team.overall_score),
  scoreBar: barOf(team.overall_score, 100),
  passRate: formatRate(team.pass_rate),
  evaluated: formatCount(team.calls_evaluated),
  isFew: isFew(team.calls_evaluated),
  calls: formatCount(team.total_calls),
});
