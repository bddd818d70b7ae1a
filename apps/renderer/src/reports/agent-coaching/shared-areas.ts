import type { CoachedAgent } from '@reports/contracts';
import { formatQuantity } from '@reports/wording';
import { barOf, type Bar } from '../../page/bars.ts';

const maxSharedAreas = 10;

export interface SharedArea {
  parameter: string;
  agents: string;
  bar: Bar;
}

/** Parameters by how many agents have them as a focus area: what to train a team in rather than a person. */
export const sharedAreas = (agents: readonly CoachedAgent[]): SharedArea[] => {
  const counts = new Map<string, number>();
  for (const { parameter } of agents.flatMap((agent) => agent.focus_areas)) {
    counts.set(parameter, (counts.get(parameter) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, agentsOfA], [b, agentsOfB]) => agentsOfB - agentsOfA || (a < b ? -1 : 1))
    .slice(0, maxSharedAreas)
    .map(([parameter, count]) => ({
      parameter,
      agents: formatQuantity(count, 'agent'),
      bar: barOf(count, agents.length),
    }));
};
