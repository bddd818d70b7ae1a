import type { AgentCoachingData } from '@reports/contracts';
import { countFocusAreas, formatQuantity } from '@reports/wording';
import { barOf, type Bar } from '../../page/bars.ts';

const maxSharedAreas = 10;

export interface SharedArea {
  parameter: string;
  agents: string;
  bar: Bar;
}

/** Parameters by how many agents have them as a focus area. */
export const sharedAreas = (data: AgentCoachingData): SharedArea[] =>
  countFocusAreas(data)
    .slice(0, maxSharedAreas)
    .map(({ parameter, agents }) => ({
      parameter,
      agents: formatQuantity(agents, 'agent'),
      bar: barOf(agents, data.agents.length),
    }));
