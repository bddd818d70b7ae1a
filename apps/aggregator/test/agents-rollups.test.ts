import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

test('reports of some agents take their calls from the rollups of agents, unless they ask for a language', async () => {
  await aggregator.send('calls', [
    call('a', { agent_id: 'agt_1', language: 'en' }),
    call('b', { agent_id: 'agt_2', language: 'en' }),
  ]);
  // What shows that they were read.
  await aggregator.database.withWorkspace('ws_a', (transaction) =>
    transaction.execute(sql`
      update agent_call_rollups set calls = calls + 1000, connected = connected + 1000
      where workspace_id = current_workspace()`),
  );
  const connected = async (type: 'qa_performance' | 'compliance_audit', filters: Record<string, string>) => {
    const { summary } = await aggregator.report(type, { filters });
    return (summary.data as { connected_calls: number }).connected_calls;
  };
  for (const type of ['qa_performance', 'compliance_audit'] as const) {
    expect(await connected(type, { agent_id: 'agt_1' })).toBe(1001);
    expect(await connected(type, { agent_id: 'agt_1', language: 'en' })).toBe(1);
    expect(await connected(type, {})).toBe(2);
  }
  const { summary } = await aggregator.report('agent_coaching', { filters: { agent_id: 'agt_2' } });
  expect(summary.data).toMatchObject({ agents: [{ agent_id: 'agt_2', total_calls: 1001 }] });
});

test('reports of some languages take the calls of agents from months by language', async () => {
  const connected = async (filters: Record<string, string>, period = {}) => {
    const { summary } = await aggregator.report('agent_coaching', { filters, ...period });
    const { agents } = summary.data as { agents: { agent_id: string; total_calls: number }[] };
    return agents.map(({ agent_id, total_calls }) => [agent_id, total_calls]);
  };
  await aggregator.send('calls', [
    call('c', { agent_id: 'agt_1', language: 'hi', started_at: '2024-01-01T10:00:00Z' }),
    call('d', { agent_id: 'agt_1', language: 'hi', started_at: '2024-01-20T10:00:00Z' }),
  ]);
  await aggregator.database.withWorkspace('ws_a', (transaction) =>
    transaction.execute(sql`
      update fine_agent_call_rollups set calls = calls + 10000 where workspace_id = current_workspace()`),
  );
  expect(await connected({ language: 'hi' })).toEqual([['agt_1', 10_002]]);
  expect(await connected({ language: 'en' })).toEqual([
    ['agt_1', 10_001],
    ['agt_2', 10_001],
  ]);
  // The month without the calls of the two days.
  expect(await connected({ language: 'hi' }, { from: '2024-01-02', to: '2024-01-30' })).toEqual([
    ['agt_1', 10_001],
  ]);
});
