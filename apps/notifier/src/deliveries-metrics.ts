import type { DeliveryChannel } from '@reports/contracts';
import type { Database } from '@reports/database';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Settled } from './dispatch/settle.ts';

/** Counts how attempts ended, and asks the ledger at each scrape how much waits and for how long. */
export const registerDeliveryMetrics = (
  registry: Registry,
  { sql }: Database,
): { count: (channel: DeliveryChannel, settled: Settled) => void } => {
  const ended = new Counter({
    name: 'reports_delivery_attempts_total',
    help: 'Attempts to deliver, by how they ended: sent, waits (for an engine), retried, given_up, unwanted.',
    labelNames: ['channel', 'result'] as const,
    registers: [registry],
  });
  const oldest = new Gauge({
    name: 'reports_oldest_pending_delivery_seconds',
    help: 'Age of the oldest delivery that is neither sent nor given up.',
    labelNames: ['channel'] as const,
    registers: [registry],
  });
  const pending = new Gauge({
    name: 'reports_pending_deliveries',
    help: 'Deliveries that are neither sent nor given up.',
    labelNames: ['channel'] as const,
    registers: [registry],
    // One question for both gauges; without the database they keep silent and the other metrics are answered.
    collect: async () => {
      pending.reset();
      oldest.reset();
      const rows = await sql<{ channel: DeliveryChannel; count: number; seconds: number }[]>`
        select channel, count(*)::integer as count,
               extract(epoch from now() - min(created_at))::float8 as seconds
        from deliveries where status = 'pending' group by channel`.catch(() => []);
      for (const { channel, count, seconds } of rows) {
        pending.set({ channel }, count);
        oldest.set({ channel }, seconds);
      }
    },
  });
  return { count: (channel, result) => ended.inc({ channel, result }) };
};
