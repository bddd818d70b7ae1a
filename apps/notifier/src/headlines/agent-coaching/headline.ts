import { formatCount, formatScore, isolate, words } from '@reports/wording';
import type { HeadlineOf } from '../headline.ts';

export const agentCoachingHeadline: HeadlineOf<'agent_coaching'> = ({ agents }) => {
  const { coaching, headlines: say, words: word } = words();
  const coached = agents.filter(({ focus_areas: areas }) => areas.length > 0);
  const scored = agents.filter(({ overall_score: score }) => score !== null);
  return {
    chart: {
      title: say.scoreByAgent,
      // More bars than the image has room for say nothing more.
      bars: scored.slice(0, 60).map(({ agent_name: label, overall_score: value }) => ({
        label: isolate(label),
        value,
        text: formatScore(value),
      })),
    },
    figures: [
      { label: coaching.agents, value: formatCount(agents.length) },
      { label: say.agentsToCoach, value: formatCount(coached.length) },
      {
        label: word.callsEvaluated,
        value: formatCount(agents.reduce((sum, { calls_evaluated: calls }) => sum + calls, 0)),
      },
    ],
  };
};
