import { setTimeout as wait } from 'node:timers/promises';
import { createEvent } from '@reports/contracts';
import type { Database } from '@reports/database';
import { createDeadLetters, type Messaging, publishEvent, publishSerialised } from '@reports/messaging';
import type { TestPlatform } from '../support/platform.ts';
import { descendantsOf, signal } from '../support/processes.ts';
import { startOtherRelease } from './other-release.ts';

export interface Breakable {
  platform: TestPlatform;
  messaging: Messaging;
  /** As the owner of the tables. */
  owner: Database;
}

const january = { type: 'call_summary', from: '2024-01-01', to: '2024-01-31' };
export const burst = 120;
const scrapeMs = 3_000;
/** More than three of them in any twenty seconds, however long each takes to be given up. */
export const failing = 40;
/** Past the 5,000 of ReportsConsumerBehind. */
export const backlog = 5_200;

/** What drills do to a platform, and what puts it right again. */
export const createBreakages = async ({ platform, messaging, owner }: Breakable) => {
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
  /** A busy machine takes its time until something is as broken as its alert asks for: the alert's minute begins then. */
  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    for (const deadline = Date.now() + 180_000; !(await isSo()); await wait(250)) {
      if (Date.now() > deadline) throw new Error(`not after three minutes: ${what}`);
    }
  };
  /** Reports in a time zone that the database does not know: they fail, and nothing helps. */
  const failReports = async () => {
    await platform.halt('scheduler');
    for (let asked = 0; asked < failing; asked += 1) await client.post(january);
    await owner.sql`update reports set timezone = 'Mars/Olympus' where workspace_id = ${client.workspaceId} and status = 'generating'`;
    await platform.resume('scheduler');
    await until('reports fail', async () => {
      const [row] = await owner.sql`select count(*)::int as failed from reports
        where workspace_id = ${client.workspaceId} and timezone = 'Mars/Olympus' and status = 'failed'`;
      return row?.['failed'] > 3;
    });
  };
  const killChromium = async () => {
    await Promise.all(Array.from({ length: 30 }, () => client.post({ ...january, format: 'pdf' })));
    for (let round = 0; round < 20; round += 1) {
      await wait(700);
      for (const pid of await descendantsOf(platform.pid('renderer'))) signal(pid, 'SIGKILL');
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
  /** PDFs behind those that a renderer has in hand: its Chromium is stopped for longer than they may wait. */
  const stopChromium = async () => {
    const pdf = { ...january, format: 'pdf' };
    await client.finished((await client.post(pdf)).report_id);
    await wait(2 * scrapeMs);
    const chromium = await descendantsOf(platform.pid('renderer'));
    for (const pid of chromium) signal(pid, 'SIGSTOP');
    try {
      await Promise.all(Array.from({ length: 14 }, () => client.post(pdf)));
      await wait(65_000);
    } finally {
      for (const pid of chromium) signal(pid, 'SIGCONT');
    }
  };
  let other: ReturnType<typeof startOtherRelease> | undefined;
  /** As a roll-out that stops half way. */
  const replaceNotifier = async () => {
    await platform.halt('notifier');
    const environment = { ...platform.environmentOf('notifier'), PORT: String(platform.ports.notifier) };
    other = startOtherRelease('notifier', '99.0.0', environment);
  };
  const takeBackNotifier = async () => {
    await other?.stop();
    await platform.resume('notifier');
  };
  const records = () =>
    createEvent('records.received', {
      source: '/drill',
      workspaceId: client.workspaceId,
      data: { kind: 'agents', records: [{ agent_id: 'agt_drill', name: 'Drill' }] },
    });
  /** Records that are a minute old when they are stored. */
  const delayRecords = async () => {
    await publishEvent(messaging, records());
    await wait(2 * scrapeMs);
    await platform.halt('postgres');
    for (let sent = 0; sent < 5; sent += 1) await publishEvent(messaging, records());
    await wait(65_000);
    await platform.resume('postgres');
  };
  /** Each is refused at once, and comes again. */
  const blockRequests = async () => {
    await owner.sql`revoke select on workspaces from reports_scheduler`;
    const request = {
      ...january,
      workspace_id: client.workspaceId,
      workspace_name: 'Drill',
      format: 'json' as const,
      type: 'call_summary' as const,
      timezone: 'UTC',
      filters: {},
    };
    for (let sent = 0; sent < 950; sent += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          publishEvent(
            messaging,
            createEvent('report.requested', {
              source: '/drill',
              workspaceId: client.workspaceId,
              data: { ...request, report_id: `rpt_drill${String(sent + index).padStart(7, '0')}` },
            }),
          ),
        ),
      );
    }
    const { manager } = await messaging.jetstream();
    await until('requests wait for another try', async () => {
      const { num_ack_pending: waiting } = await manager.consumers.info('REPORTS', 'scheduler-requests');
      return waiting > 800;
    });
  };
  const loseFile = async () => {
    await platform.halt('maildev');
    const { report_id } = await client.post({
      ...january,
      format: 'pdf',
      notify: { email: 'drill@example.com' },
    });
    await client.finished(report_id);
    await owner.sql`update reports set file_key = 'files/lost.pdf' where id = ${report_id} and workspace_id = ${client.workspaceId}`;
    await platform.resume('maildev');
  };
  /** A schedule that ought to have run daily for nine days: those of the first two are past what is caught up. */
  const missSlots = async () => {
    const { report_id } = await client.post({
      ...january,
      schedule: { frequency: 'daily', time: '03:00', timezone: 'UTC' },
    });
    await owner.sql`update schedules set active_since = now() - interval '9 days', revision = revision + 1
      where report_id = ${report_id} and workspace_id = ${client.workspaceId}`;
    return report_id;
  };
  const fillTheBus = async () => {
    await platform.halt('postgres');
    for (let sent = 0; sent < backlog; sent += 200) {
      await Promise.all(Array.from({ length: 200 }, () => publishEvent(messaging, records())));
    }
  };
  const askForPdfs = () =>
    Promise.all(Array.from({ length: burst }, () => client.post({ ...january, format: 'pdf' })));
  const forbidCalls = async () => {
    await owner.sql`revoke select on calls, call_rollups from reports_aggregator`;
    await client.post(january);
  };

  return {
    halted,
    haltedWithReport,
    bury,
    discard,
    askWithoutDatabase,
    guessKeys,
    failReports,
    killChromium,
    askBehindALock,
    starve,
    stopChromium,
    replaceNotifier,
    takeBackNotifier,
    delayRecords,
    blockRequests,
    loseFile,
    missSlots,
    fillTheBus,
    askForPdfs,
    forbidCalls,
  };
};
