import { formatCount, formatScore, isolate, words } from '@reports/wording';
import type { HeadlineOf } from '../headline.ts';

/** More bars than the image has room for say nothing more. */
const maxBars = 60;

export const agentCoachingHeadline: HeadlineOf<'agent_coaching'> = ({ agents }) => {
  const { coaching, headlines: say, words: word } = words();
  const coached = agents.filter(({ focus_areas: areas }) => areas.length > 0);
  const scored = agents.filter(({ overall_score: score }) => score !== null);
  const ofAll = words().of(formatCount(maxBars), formatCount(scored.length));
  return {
    chart: {
      title: scored.length > maxBars ? `${say.scoreByAgent} (${ofAll})` : say.scoreByAgent,
      bars: scored.slice(0, maxBars).map(({ agent_name: label, overall_score: value }) => ({
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
