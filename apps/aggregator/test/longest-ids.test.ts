import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aggregator, createAggregator } from './aggregator.ts';
import { call } from './call-record.ts';

let aggregator: Aggregator;

beforeAll(async () => {
  aggregator = await createAggregator();
});

afterAll(() => aggregator.close());

/** Two hundred characters of four bytes each, which no compression makes shorter: the longest identifier that the contract has. */
const longest = (seed: number): string =>
  Array.from({ length: 200 }, (_, place) =>
    String.fromCodePoint(0x2_00_00 + ((seed * 7_919 + place * 104_729 + place * place * 31) % 0xa6_00)),
  ).join('');

test('calls and checks with the longest identifiers everywhere are stored and counted', async () => {
  const ids = { campaign_id: longest(1), agent_id: longest(2), language: longest(3) };
  await aggregator.send('calls', [
    call(longest(4), { ...ids, contact_id: longest(5), disposition: longest(6) }),
  ]);
  const failed = {
    ...ids,
    check_id: longest(7),
    call_id: longest(4),
    checked_at: '2024-01-10T10:00:00Z',
    check: longest(8),
    passed: false,
    severity: 'critical',
    remediation: 'open',
  } as const;
  await aggregator.send('compliance_checks', [failed]);
  const { summary } = await aggregator.report('compliance_audit');
  expect(summary.data).toMatchObject({ checks_failed: 1, connected_calls: 1, calls_checked: 1 });
});
