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
