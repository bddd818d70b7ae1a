import { deliveries } from '@reports/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDeliveries } from '../src/ledger/claim-deliveries.ts';
import { createTestPlatform, type TestPlatform } from './support/platform.ts';

/* The numbers of the worked example in docs/adr/0009-fair-scheduling.md: whoever changes one changes the other. */

let platform: TestPlatform;

beforeAll(async () => {
  platform = await createTestPlatform();
});
afterAll(() => platform.close());

test('ADR 9: what a workspace has in hand counts, so one with a backlog waits for the others and not they for it', async () => {
  const owed = { A: 5, B: 2, C: 1 };
  // A's were all due before anybody else's.
  let minute = 0;
  for (const [name, count] of Object.entries(owed)) {
    const tenant = await platform.createWorkspace(name);
    const reportId = await tenant.createReport();
    const rows = Array.from({ length: count }, (_, index) => ({
      id: `${name}${index + 1}`,
      workspaceId: tenant.workspaceId,
      reportId,
      channel: 'email' as const,
      recipient: `reader-${index}@example.com`,
      event: 'report.completed' as const,
      messageId: `<${name}${index}@example.com>`,
      nextAttemptAt: new Date(Date.parse('2026-11-23T06:00:00Z') + (minute += 1) * 60_000),
    }));
    await platform.database.withWorkspace(tenant.workspaceId, (transaction) =>
      transaction.insert(deliveries).values(rows),
    );
  }
  const claim = async () => {
    const options = { channel: 'email', max: 3, maxPerWorkspace: 100, leaseMs: 60_000, inHand: [] } as const;
    const claimed = await claimDeliveries(platform.systemDatabase, options);
    return claimed.map(({ id }) => id).toSorted();
  };
  expect([await claim(), await claim(), await claim()]).toEqual([
    ['A1', 'B1', 'C1'],
    ['A2', 'A3', 'B2'],
    ['A4', 'A5'],
  ]);
});
