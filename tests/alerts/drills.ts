import { setTimeout as wait } from 'node:timers/promises';
import { createEvent } from '@reports/contracts';
import type { Database } from '@reports/database';
import { createDeadLetters, type Messaging, publishEvent, publishSerialised } from '@reports/messaging';
import { signal } from '../support/processes.ts';
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
const scrapeMs = 3_000;
/** Past the 5,000 of ReportsConsumerBehind. */
const backlog = 5_200;

const notSeen = 'its promtool test alone holds it: a drill of it has not been seen to make it fire yet';
/** Alerts that no drill plays, and why. */
export const notDrilled: Readonly<Record<string, string>> = {
  ReportsWaitForOperator: notSeen,
  ReportsFail: notSeen,
  ReportsChromiumFails: notSeen,
  ReportsConsumerBlocked: notSeen,
  ReportsRecordsLate: notSeen,
  ReportsActivitiesWait: notSeen,
  ReportsDeliveriesGivenUp: notSeen,
  ReportsSlotsMissed: notSeen,
  ReportsVersionsDiffer: 'a checkout is one release: two cannot run from it; its promtool test has two',
};

/** In the order in which they are played: each leaves the platform as it was. */
export const createDrills = async ({
  platform,
  messaging,
  owner,
}: {
  platform: TestPlatform;
  messaging: Messaging;
  /** As the owner of the tables. */
  owner: Database;
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

  const askWithoutDatabase = async () => {
    await platform.halt('postgres');
    for (let asked = 0; asked < 40; asked += 1) await client.request('GET', '/v1/reports');
  };
  /** Requests with keys of no form, a hundred a second at most. */
  const guessKeys = async () => {
    const url = `${platform.environment['REPORTS_URL']}/v1/reports`;
    for (let asked = 0; asked < 600; asked += 1) {
      await fetch(url, { headers: { authorization: `Bearer nl_guess_${asked}` } });
      await wait(10);
    }
  };
  const askBehindALock = async () => {
    // The series must be there before it grows.
    await client.request('GET', '/v1/reports');
    await wait(2 * scrapeMs);
    let asked: Promise<unknown> = Promise.resolve();
    await owner.sql.begin(async (transaction) => {
      await transaction`lock table reports in access exclusive mode`;
      asked = Promise.all(Array.from({ length: 40 }, () => client.request('GET', '/v1/reports')));
      await wait(2_500);
    });
    await asked;
  };
  /** Stopped for most of its time, as if there were no core for it. */
  const starve = async (part: string) => {
    for (let round = 0; round < 12; round += 1) {
      signal(platform.pid(part), 'SIGSTOP');
      await wait(1_200);
      signal(platform.pid(part), 'SIGCONT');
      await wait(100);
    }
  };
  const records = () =>
    createEvent('records.received', {
      source: '/drill',
      workspaceId: client.workspaceId,
      data: { kind: 'agents', records: [{ agent_id: 'agt_drill', name: 'Drill' }] },
    });
  const fillTheBus = async () => {
    await platform.halt('postgres');
    for (let sent = 0; sent < backlog; sent += 200) {
      await Promise.all(Array.from({ length: 200 }, () => publishEvent(messaging, records())));
    }
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
      breakIt: askWithoutDatabase,
      repair: () => platform.resume('postgres'),
    },
    {
      alert: 'ReportsSloBurnsSlowly',
      labels: { slo: 'get' },
      what: 'PostgreSQL is stopped, and clients ask on',
      breakIt: askWithoutDatabase,
      repair: () => platform.resume('postgres'),
    },
    {
      alert: 'ReportsKeysGuessed',
      what: '600 requests with keys that are none',
      breakIt: guessKeys,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsApiSlow',
      what: 'somebody locks the table of reports, and 40 clients ask',
      breakIt: askBehindALock,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsConsumerBehind',
      labels: { consumer: 'aggregator-records' },
      what: `PostgreSQL is stopped, and ${backlog} messages of records come`,
      breakIt: fillTheBus,
      repair: () => platform.resume('postgres'),
    },
    {
      alert: 'ReportsEventLoopBlocked',
      labels: { service: 'notifier' },
      what: 'the notifier is stopped for most of its time',
      breakIt: () => starve('notifier'),
      repair: async () => undefined,
    },
  ];
};
