import { backlog, type Breakable, burst, createBreakages, failing } from './breakages.ts';

export interface Drill {
  alert: string;
  /** Labels that the alert must have. */
  labels?: Record<string, string>;
  /** What is broken, in words. */
  what: string;
  breakIt: () => Promise<unknown>;
  repair: () => Promise<unknown>;
}

/** In the order in which they are played: each leaves the platform as it was. */
export const createDrills = async ({ platform, messaging, owner }: Breakable): Promise<Drill[]> => {
  const things = await createBreakages({ platform, messaging, owner });
  return [
    {
      alert: 'ReportsServiceDown',
      labels: { instance: 'renderer' },
      what: 'the renderer is stopped',
      ...things.halted('renderer'),
    },
    {
      alert: 'ReportsDeadLetters',
      labels: { consumer: 'aggregator-records' },
      what: 'a message that is no event; then discarded',
      breakIt: things.bury,
      repair: things.discard,
    },
    {
      alert: 'ReportsDeliveriesLate',
      labels: { channel: 'email' },
      what: 'the mail server is stopped',
      ...things.haltedWithReport('maildev', { notify: { email: 'drill@example.com' } }),
    },
    {
      alert: 'ReportsPartAway',
      labels: { service: 'notifier', part: 'smtp' },
      what: 'the mail server is stopped',
      ...things.halted('maildev'),
    },
    {
      alert: 'ReportsPartAway',
      labels: { service: 'aggregator', part: 'storage' },
      what: 'MinIO is stopped',
      ...things.halted('minio'),
    },
    {
      alert: 'ReportsPartAway',
      labels: { service: 'scheduler', part: 'temporal' },
      what: 'Temporal is stopped',
      ...things.halted('temporal'),
    },
    {
      alert: 'ReportsOutboxStuck',
      what: 'NATS is stopped, and a report is asked for',
      ...things.haltedWithReport('nats'),
    },
    {
      alert: 'ReportsLoopFailing',
      labels: { loop: 'outbox_relay' },
      what: 'PostgreSQL is stopped',
      ...things.halted('postgres'),
    },
    {
      alert: 'ReportsLoopStuck',
      labels: { loop: 'outbox_relay' },
      what: 'PostgreSQL is stopped',
      ...things.halted('postgres'),
    },
    {
      alert: 'ReportsStuck',
      what: 'the aggregator is stopped, and a report is asked for',
      ...things.haltedWithReport('aggregator'),
    },
    {
      alert: 'ReportsPdfQueueLong',
      what: `${burst} PDFs at once for one slot`,
      breakIt: things.askForPdfs,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsSloBurnsFast',
      labels: { slo: 'get' },
      what: 'PostgreSQL is stopped, and clients ask on',
      breakIt: things.askWithoutDatabase,
      repair: () => platform.resume('postgres'),
    },
    {
      alert: 'ReportsSloBurnsSlowly',
      labels: { slo: 'get' },
      what: 'PostgreSQL is stopped, and clients ask on',
      breakIt: things.askWithoutDatabase,
      repair: () => platform.resume('postgres'),
    },
    {
      alert: 'ReportsWaitForOperator',
      labels: { service: 'aggregator', code: 'database_access_denied' },
      what: 'the aggregator may not read calls and their rollups any more, and a report is asked for',
      breakIt: things.forbidCalls,
      repair: () => owner.sql`grant select on calls, call_rollups to reports_aggregator`,
    },
    {
      alert: 'ReportsKeysGuessed',
      what: '600 requests with keys that are none',
      breakIt: things.guessKeys,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsApiSlow',
      what: 'somebody locks the table of reports, and 40 clients ask',
      breakIt: things.askBehindALock,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsFail',
      what: `${failing} reports in a time zone that the database does not know`,
      breakIt: things.failReports,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsChromiumFails',
      labels: { event: 'crashed' },
      what: 'Chromium is killed in the middle of one PDF after the other',
      breakIt: things.killChromium,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsConsumerBehind',
      labels: { consumer: 'aggregator-records' },
      what: `PostgreSQL is stopped, and ${backlog} messages of records come`,
      breakIt: things.fillTheBus,
      repair: () => platform.resume('postgres'),
    },
    {
      alert: 'ReportsConsumerBlocked',
      labels: { consumer: 'scheduler-requests' },
      what: 'the scheduler may not read workspaces any more, and 950 requests come',
      breakIt: things.blockRequests,
      repair: () => owner.sql`grant select on workspaces to reports_scheduler`,
    },
    {
      alert: 'ReportsRecordsLate',
      what: 'PostgreSQL is away for 65 seconds, and records wait for it',
      breakIt: things.delayRecords,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsActivitiesWait',
      labels: { task_queue: 'renderer-pdf' },
      what: 'Chromium is stopped for 65 seconds, and more PDFs are asked for than a renderer takes',
      breakIt: things.stopChromium,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsEventLoopBlocked',
      labels: { service: 'notifier' },
      what: 'the notifier is stopped for most of its time',
      breakIt: () => things.starve('notifier'),
      repair: async () => undefined,
    },
    {
      alert: 'ReportsDeliveriesGivenUp',
      labels: { channel: 'email' },
      what: 'the file of a report that is to be mailed is lost',
      breakIt: things.loseFile,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsSlotsMissed',
      what: 'a schedule has not run for nine days',
      breakIt: things.missSlots,
      repair: async () => undefined,
    },
    {
      alert: 'ReportsVersionsDiffer',
      what: 'the notifier is replaced by one of another release',
      breakIt: things.replaceNotifier,
      repair: things.takeBackNotifier,
    },
  ];
};
