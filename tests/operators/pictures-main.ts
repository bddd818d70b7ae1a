/**
 * `npm run pictures:operators`: takes the pictures of Temporal's UI in docs/operators.md, of a platform with a few reports, a
 * schedule and an e-mail that waits.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { chromium, type Page } from 'playwright-core';
import { januaryEvaluations } from '../support/january.ts';
import { startTestPlatform } from '../support/platform.ts';

const fileOf = (name: string): string =>
  fileURLToPath(new URL(`../../docs/images/temporal-${name}.png`, import.meta.url));
const january = { from: '2024-01-01', to: '2024-01-31' };

/** Of the list: its own, and ours. */
const columns = [
  'Status',
  'Workflow ID',
  'ReportType',
  'ReportFormat',
  'WorkspaceName',
  'ErrorCode',
  'Start',
];

const platform = await startTestPlatform({
  OPERATOR_REPORT_URL: 'https://reports.example.com/v1/reports/{id}',
  OPERATOR_FILE_URL: 'https://storage.example.com/browser/reports/{key}',
  OPERATOR_RUNBOOK_URL: 'https://git.example.com/runbook.md',
});
const connection = await Connection.connect({ address: platform.environment['TEMPORAL_ADDRESS'] ?? '' });
try {
  const client = await platform.createWorkspace('Acme');
  await client.send('evaluations', januaryEvaluations().slice(0, 200));
  for (const body of [
    { type: 'qa_performance', format: 'pdf' },
    { type: 'call_summary', format: 'csv' },
    { type: 'compliance_audit', format: 'xlsx' },
    { type: 'agent_coaching', format: 'json' },
  ]) {
    await client.finished((await client.post({ ...january, ...body })).report_id);
  }

  const weekly = { frequency: 'weekly', day_of_week: 'monday', time: '06:00', timezone: 'Europe/Berlin' };
  const { report_id: scheduled } = await client.post({
    ...january,
    ...{ type: 'qa_performance', format: 'pdf', schedule: { ...weekly, email: ['quality@example.com'] } },
  });
  await client.finished(scheduled);
  const temporal = new TemporalClient({ connection });
  const until = async (what: string, isSo: () => Promise<unknown>): Promise<void> => {
    const deadline = Date.now() + 240_000;
    while (!(await isSo().catch(() => undefined))) {
      if (Date.now() > deadline) throw new Error(`Not after four minutes: ${what}`);
      await wait(500);
    }
  };
  const schedule = temporal.schedule.getHandle(scheduled);
  await until('the schedule is in Temporal', () => schedule.describe());
  await schedule.trigger();

  await platform.halt('maildev');
  const { report_id: waiting } = await client.post({
    ...january,
    ...{ type: 'campaign_performance', format: 'pdf' },
    notify: { email: 'jane@example.com' },
  });
  await client.finished(waiting);
  await until('deliveries that have waited for a minute are followed', () =>
    temporal.workflow.getHandle(`${waiting}-deliveries`).describe(),
  );

  const browser = await chromium.launch({
    executablePath: platform.environmentOf('renderer')['CHROMIUM_PATH'] ?? '',
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1_360, height: 820 } });
    // As the gear under the list puts columns there, which each browser keeps for itself.
    await page.addInitScript((labels) => {
      const columns = { default: labels.map((label) => ({ label })) };
      localStorage.setItem('namespace-workflow-table-columns', JSON.stringify(columns));
    }, columns);
    const base = `${platform.environment['TEMPORAL_UI_URL']}/namespaces/default`;
    const shoot = async (name: string, path: string, shown: (page: Page) => Promise<unknown>) => {
      await page.goto(`${base}/${path}`);
      await shown(page);
      await page.waitForLoadState('networkidle').catch(() => undefined);
      // It moves what it shows for a moment.
      await wait(1_500);
      await page.screenshot({ path: fileOf(name) });
      process.stdout.write(`wrote ${fileOf(name)}\n`);
    };
    const openMetadata = async (shown: Page) => {
      await untilText('User Metadata')(shown);
      await shown.getByText('User Metadata').first().click();
      await untilText('Current Details')(shown);
    };
    const untilText = (text: string) => (shown: Page) =>
      shown.getByText(text).first().waitFor({ timeout: 60_000 });
    await shoot('list', 'workflows', untilText('qa_performance'));
    await shoot('report', `workflows/${waiting}`, untilText('Completed'));
    await shoot('report-metadata', `workflows/${waiting}`, openMetadata);
    await shoot('deliveries-metadata', `workflows/${waiting}-deliveries`, openMetadata);
    await shoot('deliveries', `workflows/${waiting}-deliveries`, untilText('followDeliveries'));
    await shoot('schedule', `schedules/${scheduled}`, untilText(scheduled));
  } finally {
    await browser.close();
  }
} finally {
  await connection.close();
  await platform.stop();
}
