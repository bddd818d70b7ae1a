import { searchAttributes, taskQueues } from '@reports/contracts';
import { ServiceError } from '@reports/service';
import { runWorker } from '@reports/temporal';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type TestScheduler, startScheduler } from './platform.ts';
import { startStandIns } from './stand-ins.ts';

let scheduler: TestScheduler;
const patience = { timeout: 90_000 };

beforeAll(async () => {
  scheduler = await startScheduler({
    OPERATOR_REPORT_URL: 'https://reports.example.com/v1/reports/{id}',
    OPERATOR_FILE_URL: 'https://minio.example.com/browser/reports/{key}',
    OPERATOR_RUNBOOK_URL: 'https://git.example.com/runbook.md',
  });
});
afterAll(() => scheduler.stop());

const handleOf = (id: string) => scheduler.temporal.client.workflow.getHandle(id);

const detailsOf = async (id: string): Promise<string> => {
  const metadata = await handleOf(id).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
};

test('a report that waits for an operator says so in its details, goes on when it can, and says that', async () => {
  let denied = true;
  const aggregator = runWorker(
    { ...scheduler.config, log: scheduler.log },
    {
      taskQueue: taskQueues.aggregator,
      activities: {
        buildDataset: async () => {
          if (denied) {
            const message = 'Make room.';
            throw new ServiceError({ code: 'storage_full', message, fate: 'operator' });
          }
          return { rowCount: 7 };
        },
      },
    },
  );
  const { report_id } = await scheduler.post();
  await vi.waitUntil(
    async () => (await detailsOf(report_id).catch(() => '')).includes('Waits for an operator'),
    patience,
  );
  expect(await detailsOf(report_id)).toContain('(`storage_full`): Make room. The runbook has an entry');
  expect(await detailsOf(report_id)).toContain(
    `\n\n[Report](https://reports.example.com/v1/reports/${report_id}) · ` +
      '[Runbook: what-waits-for-an-operator](https://git.example.com/runbook.md#what-waits-for-an-operator)',
  );
  expect(await scheduler.read(report_id)).toMatchObject({ status: 'generating' });
  denied = false;
  await vi.waitUntil(async () => (await detailsOf(report_id)).includes('**Rendering** · 7 rows'), patience);
  await handleOf(report_id).terminate();
  await aggregator.stop();
}, 120_000);

test('the details of a report lead to it and to its file, those of one that failed to the runbook', async () => {
  const standIns = startStandIns(scheduler);
  const { report_id: completed } = await scheduler.post({ format: 'pdf' });
  const { report_id: failed } = await scheduler.post({ filters: { campaign_id: 'cmp_broken' } });
  const endOf = async (id: string) =>
    vi.waitUntil(async () => {
      const details = await detailsOf(id).catch(() => '');
      return /^\*\*(Completed|Failed)/.test(details) ? details : undefined;
    }, patience);
  const report = (id: string) => `[Report](https://reports.example.com/v1/reports/${id})`;
  expect(await endOf(completed)).toMatch(
    /\[File\]\(https:\/\/minio\.example\.com\/browser\/reports\/files\/ws_test\/\w+\/\d+\.pdf\)$/,
  );
  expect(await endOf(completed)).toContain(report(completed));
  expect(await endOf(failed)).toContain(
    `${report(failed)} · [Runbook: reports-fail](https://git.example.com/runbook.md#reports-fail)`,
  );
  await standIns.stop();
}, 120_000);

test('a search attribute that Temporal has lost is registered again, and the request that met it becomes a workflow', async () => {
  const { operatorService } = scheduler.temporal.client.connection;
  const namespace = scheduler.config.temporalNamespace;
  await operatorService.removeSearchAttributes({
    namespace,
    searchAttributes: [searchAttributes.reportFormat],
  });
  const refusal = async () => {
    try {
      await scheduler.temporal.client.workflow.start('none', {
        workflowId: `probe-${crypto.randomUUID()}`,
        taskQueue: 'none',
        args: [],
        searchAttributes: { [searchAttributes.reportFormat]: ['pdf'] },
      });
      return false;
    } catch {
      return true;
    }
  };
  await vi.waitUntil(refusal, { ...patience, interval: 500 });
  const { report_id } = await scheduler.post();
  await vi.waitUntil(
    () =>
      handleOf(report_id)
        .describe()
        .catch(() => undefined),
    {
      ...patience,
      interval: 500,
    },
  );
  const { manager } = await scheduler.messaging.jetstream();
  expect((await manager.streams.info('DEAD_LETTERS')).state.messages).toBe(0);
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  expect(customAttributes).toHaveProperty(searchAttributes.reportFormat);
}, 240_000);
