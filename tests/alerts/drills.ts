import { createDeadLetters, type Messaging, publishSerialised } from '@reports/messaging';
import type { TestPlatform } from '../support/platform.ts';

export interface Drill {
  alert: string;
  /** Labels that the alert must have. */
  labels?: Record<string, string>;
  /** What is broken, in words. */
  what: string;
  breakIt: () => Promise<unknown>;
  repair: () => Promise<unknown>;
}

const january = { type: 'call_summary', from: '2024-01-01', to: '2024-01-31' };
const burst = 120;

/** In the order in which they are played: each leaves the platform as it was. */
export const createDrills = async ({
  platform,
  messaging,
}: {
  platform: TestPlatform;
  messaging: Messaging;
}): Promise<Drill[]> => {
  const client = await platform.createWorkspace('Drill');
  const halted = (part: string) => ({
    breakIt: () => platform.halt(part),
    repair: () => platform.resume(part),
  });
  const haltedWithReport = (part: string, body: Record<string, unknown> = {}) => ({
    breakIt: async () => {
      await platform.halt(part);
      await client.post({ ...january, ...body });
    },
    repair: () => platform.resume(part),
  });
  const bury = async () => {
    const subject = `records.${client.workspaceId}.calls`;
    await publishSerialised(messaging, { id: crypto.randomUUID(), subject, payload: '{"no":"event"}' });
  };
  const discard = async () => {
    const letters = createDeadLetters(messaging);
    for (const { id } of await letters.list({ limit: 100 })) await letters.discard(id);
  };

  return [
    {
      alert: 'ReportsServiceDown',
      labels: { instance: 'renderer' },
      what: 'the renderer is stopped',
      ...halted('renderer'),
    },
    {
      alert: 'ReportsDeadLetters',
      labels: { consumer: 'aggregator-records' },
      what: 'a message that is no event; then discarded',
      breakIt: bury,
      repair: discard,
    },
    {
      alert: 'ReportsDeliveriesLate',
      labels: { channel: 'email' },
      what: 'the mail server is stopped',
      ...haltedWithReport('maildev', { notify: { email: 'drill@example.com' } }),
    },
    {
      alert: 'ReportsPartAway',
      labels: { service: 'notifier', part: 'smtp' },
      what: 'the mail server is stopped',
      ...halted('maildev'),
    },
    {
      alert: 'ReportsPartAway',
      labels: { service: 'aggregator', part: 'storage' },
      what: 'MinIO is stopped',
      ...halted('minio'),
    },
    {
      alert: 'ReportsPartAway',
      labels: { service: 'scheduler', part: 'temporal' },
      what: 'Temporal is stopped',
      ...halted('temporal'),
    },
    {
      alert: 'ReportsOutboxStuck',
      what: 'NATS is stopped, and a report is asked for',
      ...haltedWithReport('nats'),
    },
    {
      alert: 'ReportsLoopFailing',
      labels: { loop: 'outbox_relay' },
      what: 'PostgreSQL is stopped',
      ...halted('postgres'),
    },
    {
      alert: 'ReportsLoopStuck',
      labels: { loop: 'outbox_relay' },
      what: 'PostgreSQL is stopped',
      ...halted('postgres'),
    },
    {
      alert: 'ReportsStuck',
      what: 'the aggregator is stopped, and a report is asked for',
      ...haltedWithReport('aggregator'),
    },
    {
      alert: 'ReportsPdfQueueLong',
      what: `${burst} PDFs at once for one slot`,
      breakIt: () =>
        Promise.all(Array.from({ length: burst }, () => client.post({ ...january, format: 'pdf' }))),
      repair: async () => undefined,
    },
    {
      alert: 'ReportsSloBurnsFast',
      labels: { slo: 'get' },
      what: 'PostgreSQL is stopped, and clients ask on',
      breakIt: async () => {
        await platform.halt('postgres');
        for (let asked = 0; asked < 40; asked += 1) await client.request('GET', '/v1/reports');
      },
      repair: () => platform.resume('postgres'),
    },
  ];
};
