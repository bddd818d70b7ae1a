import type { CoachedAgent } from '@reports/contracts';
import { describe, expect, test } from 'vitest';
import { viewAgentCoaching } from './view.ts';

const pitch = { parameter: 'Pitch', avg_score: 12, max_score: 20, pass_rate: 0.6 };
const greeting = { parameter: 'Greeting', avg_score: 9, max_score: 10, pass_rate: 0.95 };

const january = { from: '2024-01-01', to: '2024-01-31' };

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
    const [card] = viewAgentCoaching({ agents: [agent({})] }, january).cards;
    expect(card?.parameters).toEqual([
      {
        parameter: 'Pitch',
        score: '12.0',
        max: '20',
        bar: { fill: 60, mark: 80, tone: 'alert' },
        passRate: '60%',
        few: '',
        focus: { peers: '16.0', reason: 'Passed in 60%, under 80%.' },
      },
      {
        parameter: 'Greeting',
        score: '9.0',
        max: '10',
        bar: { fill: 90, mark: null, tone: '' },
        passRate: '95%',
        few: '',
        focus: null,
      },
    ]);
  });

  test('shows a change with an arrow, and none where there is none', () => {
    const agents = [agent({}), agent({ score_change: 1 }), agent({ score_change: null })];
    expect(viewAgentCoaching({ agents }, january).overview.map(({ change }) => change)).toEqual([
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
    const view = viewAgentCoaching({ agents }, january);
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
    const view = viewAgentCoaching({ agents: [agent({}), quiet] }, january);
    expect(view.overview).toHaveLength(2);
    expect(view.cards).toHaveLength(1);
  });

  test('says by which targets an area is one, and that peers are the others, where the dataset knows it', () => {
    const agents = [agent({}), agent({ agent_id: 'agt_2' })];
    expect(viewAgentCoaching({ agents }, january)).toMatchObject({
      averageOfPeers: 'Average of all agents of this report',
      rule: '',
    });
    expect(
      viewAgentCoaching({ agents, targets: { pass_rate: 0.85, peer_gap: 0.075 } }, january),
    ).toMatchObject({
      averageOfPeers: 'Average of the other agents',
      rule: 'A focus area is one of them whose pass rate is under the target, 85%, or whose share of points is 7.5 or more percentage points under the other agents’.',
    });
  });

  test('marks what stands on few evaluations', () => {
    const agents = [
      agent({
        lowest_parameters: [
          { ...pitch, evaluations: 19 },
          { ...greeting, evaluations: 20 },
        ],
      }),
      agent({ calls_evaluated: 20 }),
      agent({ calls_evaluated: 0, overall_score: null, lowest_parameters: [], focus_areas: [] }),
    ];
    const view = viewAgentCoaching({ agents }, january);
    expect(view.overview.map(({ isFew }) => isFew)).toEqual([true, false, false]);
    expect(view.cards[0]?.parameters.map(({ few }) => few)).toEqual(['of 19 evaluations', '']);
    expect(view.hasFew).toBe(true);
  });

  test('of one agent it is about that agent: no lists, no peers, no counts of agents', () => {
    const alone = agent({
      calls_evaluated: 40,
      focus_areas: [
        { ...pitch, peer_avg_score: null, gap: null, reason: 'Passed 24 of 40 evaluations, under 80 %' },
      ],
    });
    const view = viewAgentCoaching({ agents: [alone], targets: { pass_rate: 0.8, peer_gap: 0.05 } }, january);
    expect(view).toMatchObject({
      alone: { name: 'Ananya', id: 'agt_1' },
      overview: [],
      sharedAreas: [],
      hasPeers: false,
      rule: 'A focus area is one of them whose pass rate is under the target, 80%.',
    });
    expect(view.figures.map(({ label, value, before }) => [label, value, before])).toEqual([
      ['Score', '74.5', '↓ −2.5 against the period before'],
      ['Pass rate', '60%', ''],
      ['Evaluated', '40', ''],
      ['Calls', '120', ''],
    ]);
    expect(view.cards[0]?.parameters[0]).toMatchObject({
      parameter: 'Pitch',
      bar: { mark: null, tone: 'alert' },
    });
  });

  test('counts the agents who share a focus area', () => {
    const [first] = viewAgentCoaching(
      {
        agents: [agent({}), agent({}), agent({ focus_areas: [] })],
      },
      january,
    ).sharedAreas;
    expect(first).toMatchObject({ parameter: 'Pitch', agents: '2 agents' });
  });
});
