import type { DeliveryChannel } from '@reports/contracts';
import type { Database } from '@reports/database';
import { createDurations, type Health, sampleGauges } from '@reports/service';
import { Counter } from 'prom-client';
import type { Settled } from './dispatch/settle.ts';
import type { ClaimedDelivery } from './ledger/delivery.ts';

const channels: readonly DeliveryChannel[] = ['email', 'webhook'];
const results: readonly Settled[] = ['sent', 'waits', 'retried', 'given_up', 'unwanted'];

/** How attempts end, and how long it took until a delivery was with whoever waits for it. */
export const createMetrics = (
  registry: Health['metrics'],
): { noteSettled: (delivery: ClaimedDelivery, settled: Settled, ageSeconds: number) => void } => {
  const registers = [registry];
  const ended = new Counter({
    name: 'reports_delivery_attempts_total',
    help: 'Attempts to deliver, by how they ended: sent, waits (for an engine), retried, given_up, unwanted.',
    labelNames: ['channel', 'result'] as const,
    registers,
  });
  for (const channel of channels) for (const result of results) ended.inc({ channel, result }, 0);
  const duration = createDurations({
    name: 'reports_delivery_duration_seconds',
    help: 'From the end of a report being known to a delivery being with its recipient. Those that are sent once more are left out.',
    labelNames: ['channel'] as const,
    buckets: [0.1, 0.25, 0.5, 1, 5, 10, 30, 60, 300, 3_600, 86_400],
    registers,
  });
  return {
    noteSettled: ({ channel, wasSent }, result, ageSeconds) => {
      ended.inc({ channel, result });
      if (result === 'sent' && !wasSent) duration.observe({ channel }, ageSeconds);
    },
  };
};

/** Shows at each scrape what waits in the ledger. As role reports_system: of all workspaces. */
export const showPendingDeliveries = (registry: Health['metrics'], { sql }: Pick<Database, 'sql'>): void =>
  sampleGauges(
    registry,
    {
      reports_pending_deliveries: {
        help: 'Deliveries that are neither sent nor given up.',
        labelNames: ['channel'],
      },
      reports_oldest_pending_delivery_seconds: {
        help: 'Age of the oldest delivery that is neither sent nor given up; 0: there is none.',
        labelNames: ['channel'],
      },
    },
    async () => {
      const rows = await sql<{ channel: DeliveryChannel; count: number; seconds: number }[]>`
        select channel, count(*)::integer as count,
               extract(epoch from now() - min(created_at))::float8 as seconds
        from deliveries where status = 'pending' group by channel`;
      const samples = (field: 'count' | 'seconds') =>
        channels.map((channel) => ({
          labels: { channel },
          value: rows.find((row) => row.channel === channel)?.[field] ?? 0,
        }));
      return {
        reports_pending_deliveries: samples('count'),
        reports_oldest_pending_delivery_seconds: samples('seconds'),
      };
    },
  );
