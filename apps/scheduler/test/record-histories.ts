/**
 * Records the histories that the replay test replays: `npm run record-histories -w apps/scheduler`, with the engines for
 * tests up (`npm run engines`). Do it when a workflow has changed on purpose and histories of the old code have run out;
 * until then keep the old ones, and let the code branch on `patched()`.
 */
import { writeFile } from 'node:fs/promises';

import { historyToJson } from './history-json.ts';
import { startScheduler } from './platform.ts';
import { scheduleRows } from './schedule-rows.ts';
import { startStandIns } from './stand-ins.ts';

const scheduler = await startScheduler();
const rows = scheduleRows(scheduler);
const { client } = scheduler.temporal;

/** Who ran it and where is of no interest, and not for others. */
const anonymous = (json: string): string =>
  json
    .replaceAll(/"identity": "[^"]*"/g, '"identity": "recorder"')
    .replaceAll(/"name": "\d+@[^"]*"/g, '"name": "recorder"')
    .replaceAll(/"stackTrace": "[^"]*"/g, '"stackTrace": ""');

const record = async (name: string, workflowId: string): Promise<void> => {
  const handle = client.workflow.getHandle(workflowId);
  await handle.result().catch(() => undefined);
  const history = anonymous(historyToJson(await handle.fetchHistory()));
  const file = new URL(`histories/${name}.json`, import.meta.url);
  await writeFile(file, `${history}\n`);
};

const started = async (workflowId: string): Promise<void> => {
  while (
    !(await client.workflow
      .getHandle(workflowId)
      .describe()
      .catch(() => undefined))
  )
    continue;
};

// A report that is cancelled while nobody can make it yet.
const cancelled = await scheduler.post();
await started(cancelled.report_id);
await client.workflow.getHandle(cancelled.report_id).cancel();
await record('report-cancelled', cancelled.report_id);

const standIns = startStandIns(scheduler);
const pdf = await scheduler.post();
await started(pdf.report_id);
await record('report-completed', pdf.report_id);

const csv = await scheduler.post({ format: 'csv' });
await started(csv.report_id);
await record('report-with-its-file', csv.report_id);

const again = await scheduler.post({ format: 'csv', datasetReportId: pdf.report_id });
await started(again.report_id);
await record('report-from-a-dataset', again.report_id);

const broken = await scheduler.post({ filters: { campaign_id: 'cmp_broken' } });
await started(broken.report_id);
await record('report-failed', broken.report_id);

const schedule = await rows.create({
  frequency: 'weekly',
  dayOfWeek: 'monday',
  time: '06:00',
  timezone: 'UTC',
});
const handle = client.schedule.getHandle(schedule.reportId);
while (!(await handle.describe().catch(() => undefined))) continue;
await handle.trigger();
const firstAction = async (): Promise<string> => {
  for (;;) {
    const [action] = (await handle.describe()).info.recentActions;
    if (action) return action.action.workflow.workflowId;
  }
};
await record('scheduled-report-completed', await firstAction());

await standIns.stop();
await scheduler.stop();
