import { setTimeout as delay } from 'node:timers/promises';
import type { ReportsClient } from '@reports/client';
import { generateSampleData, type SampleData } from '@reports/sample-data';
import type { Layout } from '../layout.ts';
import { seconds, type Say } from '../terminal.ts';
import { rememberWorkspace, type DemoWorkspace } from './demo-workspace.ts';

const seed = 20_240_131;
const calls = 50_000;
const days = 90;
const arrivalTimeoutMs = 180_000;

/** Names first: a report made meanwhile shows them. */
const order = ['agents', 'campaigns', 'calls', 'evaluations', 'compliance_checks'] as const;

const send = async (data: SampleData, client: ReportsClient): Promise<number> => {
  let sent = 0;
  for (const kind of order) {
    const { accepted, rejected } = await client.sendRecords(kind, data[kind]);
    if (rejected.length > 0)
      throw new Error(`The API rejected sample ${kind}: ${JSON.stringify(rejected[0])}`);
    sent += accepted;
  }
  return sent;
};

const dateOf = (moment: Date, daysBefore = 0): string =>
  new Date(moment.getTime() - daysBefore * 86_400_000).toISOString().slice(0, 10);

/** Records are accepted before they are counted: asks for a report until it counts them all. */
const untilCounted = async (data: SampleData, until: Date, client: ReportsClient): Promise<void> => {
  const deadline = Date.now() + arrivalTimeoutMs;
  const period = { from: dateOf(until, days), to: dateOf(until, 1) };
  for (;;) {
    const { report_id } = await client.createReport({ type: 'qa_performance', format: 'json', ...period });
    const report = await client.waitForReport(report_id);
    const figures = report.type === 'qa_performance' ? report.data : undefined;
    if (figures?.calls_evaluated === data.evaluations.length) return;
    if (Date.now() > deadline) {
      throw new Error('The sample data did not arrive within 3 minutes; see .local/logs/aggregator.log');
    }
    await delay(500);
  }
};

/** Loads 90 days of a call centre through the API, unless that was done before. Sending it again changes nothing. */
export const ensureSampleData = async (
  layout: Layout,
  workspace: DemoWorkspace,
  client: ReportsClient,
  say: Say,
): Promise<{ until: string }> => {
  if (workspace.sampleDataUntil !== undefined) return { until: workspace.sampleDataUntil };
  const startedAt = Date.now();
  const until = new Date(`${dateOf(new Date())}T00:00:00Z`);
  const data = generateSampleData({ seed, calls, days, until });
  say(`Loading ${calls.toLocaleString('en')} sample calls of the last ${days} days …`);
  const sent = await send(data, client);
  await untilCounted(data, until, client);
  say(`Sample data: ${sent.toLocaleString('en')} records in ${seconds(Date.now() - startedAt)}`);
  rememberWorkspace(layout, { ...workspace, sampleDataUntil: until.toISOString() });
  return { until: until.toISOString() };
};
