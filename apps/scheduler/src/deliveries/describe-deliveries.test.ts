import { expect, test } from 'vitest';
import { describeDeliveries, maskAddresses, type SeenDelivery } from './describe-deliveries.ts';

test('addresses are masked wherever they stand in a text', () => {
  expect(maskAddresses('jane@example.com')).toBe('j***@example.com');
  expect(maskAddresses('<jane.o+x@sub.example.com>: no, "bob@example.org"')).toBe(
    '<j***@sub.example.com>: no, "b***@example.org"',
  );
  expect(maskAddresses('webhook wh_1 answered 503')).toBe('webhook wh_1 answered 503');
});

test('thousands of recipients fit into the details of a workflow, what waits first', () => {
  const rows = Array.from({ length: 2_000 }, (_, index): SeenDelivery => ({
    id: `dlv_${String(index).padStart(4, '0')}`,
    channel: 'email',
    recipient: `person${index}@example.com`,
    event: 'report.completed',
    status: index === 1_999 ? 'pending' : 'failed',
    attempts: 9,
    lastError: 'x'.repeat(1_000),
    nextAttemptAt: new Date('2026-01-01T00:01:00Z'),
    sentAt: null,
    isTried: false,
  }));
  const { text, pending, nextInSeconds } = describeDeliveries(rows, new Date('2026-01-01T00:00:00Z'));
  expect(Buffer.byteLength(text)).toBeLessThan(20_000);
  expect(text.indexOf('dlv_1999')).toBeLessThan(text.indexOf('dlv_0000'));
  expect(text).toContain('… and 1950 more.');
  expect([pending, nextInSeconds]).toEqual([1, 60]);
});
