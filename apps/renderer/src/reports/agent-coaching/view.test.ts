import type { CoachedAgent } from '@reports/contracts';
import { describe, expect, test } from 'vitest';
import { viewAgentCoaching } from './view.ts';

const pitch = { parameter: 'Pitch', avg_score: 12, max_score: 20, pass_rate: 0.6 };
const greeting = { parameter: 'Greeting', avg_score: 9, max_score: 10, pass_rate: 0.95 };

const agent = (changes: Partial<CoachedAgent>): CoachedAgent => ({
  agent_id: 'agt_1',
  agent_name: 'Ananya',
  total_calls: 120,
  connected_calls: 70,
  avg_duration_seconds: 245,
  calls_evaluated: 10,
  overall_score: 74.5,
  pass_rate: 0.6,
  score_change: -2.5,
  score_change_margin: 1,
  lowest_parameters: [pitch, greeting],
  focus_areas: [{ ...pitch, peer_avg_score: 16, gap: 4, reason: 'Passed in 60%, under 80%.' }],
  ...changes,
});

describe('the coaching report', () => {
  test('marks a focus area by its colour, its reason and what all agents score', () => {
    const [card] = viewAgentCoaching({ agents: [agent({})] }).cards;
    expect(card?.parameters).toEqual([
      {
        parameter: 'Pitch',
        score: '12.0',
        max: '20',
        bar: { fill: 60, mark: 80, tone: 'alert' },
        passRate: '60%',
        focus: { peers: '16.0', reason: 'Passed in 60%, under 80%.' },
      },
      {
        parameter: 'Greeting',
        score: '9.0',
        max: '10',
        bar: { fill: 90, mark: null, tone: '' },
        passRate: '95%',
        focus: null,
      },
    ]);
  });

  test('shows a change with an arrow, and none where there is none', () => {
    const agents = [agent({}), agent({ score_change: 1 }), agent({ score_change: null })];
    expect(viewAgentCoaching({ agents }).overview.map(({ change }) => change)).toEqual([
      { text: '−2.5', arrow: '↓' },
      { text: '+1.0', arrow: '↑' },
      { text: '–', arrow: '' },
    ]);
  });

  test('a change that may be chance has no arrow, and is not counted as better or worse', () => {
    const { score_change_margin: _, ...unknown } = agent({ score_change: 9 });
    const agents = [
      agent({ score_change: 0.9 }),
      agent({ score_change: -0.9 }),
      agent({ score_change: 9, score_change_margin: null }),
      unknown,
      agent({ score_change: -4, score_change_margin: 3.9 }),
    ];
    const view = viewAgentCoaching({ agents });
    expect(view.overview.map(({ change }) => `${change.text}${change.arrow}`)).toEqual([
      '+0.9',
      '−0.9',
      '+9.0',
      '+9.0',
      '−4.0↓',
    ]);
    expect(view.figures.slice(2).map(({ label, value }) => [label, value])).toEqual([
      ['Improved', '0'],
      ['Declined', '1'],
    ]);
  });

  test('lists an agent without evaluations in the overview and gives them no card', () => {
    const quiet = agent({
      calls_evaluated: 0,
      overall_score: null,
      pass_rate: null,
      lowest_parameters: [],
      focus_areas: [],
    });
    const view = viewAgentCoaching({ agents: [agent({}), quiet] });
    expect(view.overview).toHaveLength(2);
    expect(view.cards).toHaveLength(1);
  });

  test('counts the agents who share a focus area', () => {
    const [first] = viewAgentCoaching({
      agents: [agent({}), agent({}), agent({ focus_areas: [] })],
    }).sharedAreas;
    expect(first).toMatchObject({ parameter: 'Pitch', agents: '2 agents' });
  });
});
