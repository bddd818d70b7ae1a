import type { EvaluationRecord } from '@reports/contracts';
import { workspaces } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

let calls = 0;
const evaluation = (
  agent_id: string,
  lines: [parameter: string, score: number, passed: boolean][],
  fields: Partial<EvaluationRecord> = {},
): EvaluationRecord => {
  calls += 1;
  return {
    call_id: `call_${calls}`,
    campaign_id: 'c1',
    agent_id,
    evaluated_at: '2024-01-10T10:00:00Z',
    score: 80,
    passed: true,
    parameters: lines.map(([parameter, score, passed]) => ({ parameter, score, max_score: 10, passed })),
    ...fields,
  };
};

interface Coached {
  agent_id: string;
  score_change: number | null;
  score_change_margin: number | null;
  lowest_parameters: { parameter: string }[];
  focus_areas: { parameter: string; gap: number; reason: string }[];
}

const coached = async (request = {}) => {
  const { summary, csv } = await aggregator.report('agent_coaching', request);
  return { agents: summary.data.agents as Coached[], csv };
};

test('a focus area fails the target, or trails the other agents by exactly 0.05 or more', async () => {
  // The one other agent's ratio of Pitch: 7.5 / 10 = 0.75, which is 0.05 over the first agent's.
  await aggregator.send('evaluations', [
    ...[1, 2, 3, 4].map(() => evaluation('at', [['Greeting', 9, true]])),
    evaluation('at', [
      ['Greeting', 9, false],
      ['Pitch', 7, true],
    ]),
    evaluation('over', [
      ['Greeting', 9, true],
      ['Pitch', 7.5, true],
    ]),
    evaluation('under', [['Greeting', 9, false]]),
  ]);
  const { agents } = await coached();
  expect(agents.map(({ agent_id, focus_areas }) => [agent_id, focus_areas])).toEqual([
    [
      'at',
      [
        {
          parameter: 'Pitch',
          avg_score: 7,
          max_score: 10,
          pass_rate: 1,
          evaluations: 1,
          peer_avg_score: 7.5,
          gap: 0.5,
          reason: 'Scores 70.0 % of the maximum, the other agents 75.0 %',
        },
      ],
    ],
    ['over', []],
    [
      'under',
      [expect.objectContaining({ parameter: 'Greeting', reason: 'Passed 0 of 1 evaluations, under 80 %' })],
    ],
  ]);
});

test('the parameters shown do not change the scores, and an agent alone has no peers', async () => {
  const { agents, csv } = await coached({ filters: { parameter: 'Pitch', agent_id: ['at'] } });
  expect(agents).toHaveLength(1);
  expect(agents[0]).toMatchObject({
    calls_evaluated: 5,
    lowest_parameters: [{ parameter: 'Pitch' }],
    focus_areas: [],
  });
  expect(csv).toBe(
    'agent_id,agent_name,parameter,evaluations,avg_score,max_score,pass_rate,peer_avg_score,gap,focus_area\r\n' +
      'at,at,Pitch,1,7.0,10.0,1.00,,,false\r\n',
  );
});

test('the change of a score is against the period of the same length before', async () => {
  await aggregator.send('evaluations', [
    evaluation('changing', [], { evaluated_at: '2024-03-11T00:00:00Z', score: 85.25 }),
    evaluation('changing', [], { evaluated_at: '2024-03-10T23:59:59Z', score: 80 }),
    evaluation('changing', [], { evaluated_at: '2024-03-03T23:59:59Z', score: 10 }),
  ]);
  const { agents } = await coached({ from: '2024-03-11', to: '2024-03-17' });
  expect(agents).toEqual([expect.objectContaining({ agent_id: 'changing', score_change: 5.3 })]);
});

test('the margin of a change is twice its standard error, and absent under twenty evaluations', async () => {
  const scored = (agent_id: string, day: string, scores: readonly number[]) =>
    scores.map((score, index) =>
      evaluation(agent_id, [], { evaluated_at: `${day}T10:${String(index).padStart(2, '0')}:00Z`, score }),
    );
  const twenty = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 70 : 90));
  await aggregator.send('evaluations', [
    ...scored('steady', '2024-06-03', twenty),
    ...scored('steady', '2024-06-10', twenty),
    ...scored('new', '2024-06-03', twenty.slice(1)),
    ...scored('new', '2024-06-10', twenty),
  ]);
  const { agents } = await coached({ from: '2024-06-10', to: '2024-06-16' });
  // Forty scores ten from their mean: s² = 40 × 100 ÷ 39, and 2 √(s² (1/20 + 1/20)) = 6.405.
  expect(agents.map(({ agent_id, score_change_margin }) => [agent_id, score_change_margin])).toEqual([
    ['new', null],
    ['steady', 6.4],
  ]);
});

test('a workspace measures by targets of its own, which its reports say', async () => {
  const workspace_id = 'ws_targets';
  await aggregator.createWorkspace(workspace_id);
  await aggregator.send(
    'evaluations',
    [
      evaluation('first', [['Greeting', 7, true]]),
      evaluation('first', [['Greeting', 7, false]]),
      evaluation('other', [['Greeting', 8, true]]),
    ],
    { workspaceId: workspace_id },
  );
  const reasons = async () => {
    const { summary } = await aggregator.report('agent_coaching', { workspace_id });
    const agents = summary.data['agents'] as Coached[];
    return [
      summary.data['targets'],
      agents.flatMap(({ focus_areas }) => focus_areas.map((area) => area.reason)),
    ];
  };
  expect(await reasons()).toEqual([
    { pass_rate: 0.8, peer_gap: 0.05 },
    ['Passed 1 of 2 evaluations, under 80 %; Scores 70.0 % of the maximum, the other agents 80.0 %'],
  ]);
  await aggregator.shared.withWorkspace(workspace_id, (transaction) =>
    transaction
      .update(workspaces)
      .set({ targetPassRate: 0.5, targetPeerGap: 0.11 })
      .where(eq(workspaces.id, workspace_id)),
  );
  expect(await reasons()).toEqual([{ pass_rate: 0.5, peer_gap: 0.11 }, []]);
  const { summary } = await aggregator.report('qa_performance', { workspace_id });
  expect(summary.data['targets']).toEqual({ pass_rate: 0.5 });
  expect((await aggregator.report('qa_performance')).summary.data['targets']).toEqual({ pass_rate: 0.8 });
});
