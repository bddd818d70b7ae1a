import { deliveries } from '@reports/database';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { followWaiting } from '../src/deliveries/follow-waiting.ts';
import { startScheduler, type TestScheduler } from './platform.ts';
import { resetWorkflow } from './reset-workflow.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
const patience = { timeout: 45_000, interval: 100 };

let scheduler: TestScheduler;

beforeAll(async () => {
  scheduler = await startScheduler();
});
afterAll(() => scheduler.stop());

const hour = 3_600_000;

/** A report with an e-mail that was sent and one whose server is away for an hour. */
const reportThatWaits = async (fields: Partial<typeof deliveries.$inferInsert> = {}) => {
  const { report_id: reportId } = await scheduler.post();
  const row = {
    ...({ workspaceId: 'ws_test', reportId, channel: 'email', event: 'report.completed' } as const),
    ...{ messageId: 'message', attempts: 1, createdAt: new Date(Date.now() - hour) },
  };
  await scheduler.owner.orm.insert(deliveries).values([
    {
      ...row,
      id: `${reportId}_sent`,
      recipient: 'sent@example.com',
      status: 'sent',
      sentAt: new Date(),
      nextAttemptAt: null,
    },
    {
      ...row,
      id: `${reportId}_waits`,
      recipient: 'jane.doe@example.com',
      lastError: '451 <jane.doe@example.com> try later | greylisted',
      nextAttemptAt: new Date(Date.now() + hour),
      ...fields,
    },
  ]);
  await followWaiting({ ...scheduler, waitsSeconds: 60 });
  return { reportId, waits: `${reportId}_waits` };
};

const handleOf = (reportId: string) => scheduler.temporal.client.workflow.getHandle(`${reportId}-deliveries`);
const progressOf = async (reportId: string) => String(await handleOf(reportId).query('progress'));
const untilShown = (reportId: string, text: string) =>
  vi.waitUntil(async () => (await progressOf(reportId)).includes(text), patience);
const read = async (id: string) => {
  const [row] = await scheduler.sharedSystem.orm.select().from(deliveries).where(eq(deliveries.id, id));
  return row;
};

test('deliveries that wait are a workflow, which says who is sent what, and no address', async () => {
  const { reportId, waits } = await reportThatWaits();
  await untilShown(reportId, '1 sent · 1 waiting · 0 given up');
  const shown = await progressOf(reportId);
  expect(shown).toContain('email j***@example.com');
  expect(shown).toContain(String.raw`451 <j***@example.com> try later \| greylisted`);
  expect(shown).not.toContain('jane.doe');
  expect(shown.indexOf(waits)).toBeLessThan(shown.indexOf(`${reportId}_sent`));
  // What is followed is not followed twice.
  const { runId } = await handleOf(reportId).describe();
  await followWaiting({ ...scheduler, waitsSeconds: 60 });
  expect((await handleOf(reportId).describe()).runId).toBe(runId);
});

test('Update "retryNow": what waits is due, what a notifier is at is left to it', async () => {
  const { reportId, waits } = await reportThatWaits();
  expect(await handleOf(reportId).executeUpdate('retryNow')).toBe('1 of them are tried now.');
  expect((await read(waits))?.nextAttemptAt?.getTime()).toBeLessThanOrEqual(Date.now());
  const tried = await reportThatWaits({ leasedUntil: new Date(Date.now() + hour) });
  expect(await handleOf(tried.reportId).executeUpdate('retryNow')).toBe('Nothing waits for its next try.');
  await untilShown(tried.reportId, 'is tried now');
});

test('Update "skipDelivery" with a reason: it is not sent, its workspace reads why, and the workflow ends', async () => {
  const { reportId, waits } = await reportThatWaits();
  const handle = handleOf(reportId);
  await expect(handle.executeUpdate('skipDelivery', { args: [waits, ' '] })).rejects.toThrow();
  await expect(
    handle.executeUpdate('skipDelivery', { args: [`${reportId}_sent`, 'no'] }),
  ).rejects.toMatchObject({
    cause: expect.objectContaining({ message: expect.stringContaining('it is sent') }),
  });
  expect(await handle.executeUpdate('skipDelivery', { args: [waits, 'The address is wrong'] })).toBe(
    `${waits} will not be sent.`,
  );
  expect(await read(waits)).toMatchObject({
    status: 'failed',
    lastError: 'An operator skipped it: The address is wrong',
    nextAttemptAt: null,
  });
  await handle.result();
  expect(await progressOf(reportId)).toContain('1 sent · 0 waiting · 1 given up');
});

test('what a notifier is handing over at this moment cannot be skipped', async () => {
  const { reportId, waits } = await reportThatWaits({ leasedUntil: new Date(Date.now() + hour) });
  await expect(
    handleOf(reportId).executeUpdate('skipDelivery', { args: [waits, 'too late'] }),
  ).rejects.toThrow();
  expect(await read(waits)).toMatchObject({ status: 'pending' });
});

type Handle = ReturnType<typeof handleOf>;

/** The buttons of Temporal's UI, by the API that it calls. */
const buttons: Record<string, (handle: Handle) => Promise<unknown>> = {
  'Request Cancellation': (handle) => handle.cancel(),
  Terminate: (handle) => handle.terminate('a test'),
  Reset: (handle) => resetWorkflow(scheduler, handle.workflowId),
  Delete: (handle) =>
    scheduler.temporal.client.workflowService.deleteWorkflowExecution({
      namespace: scheduler.config.temporalNamespace,
      workflowExecution: { workflowId: handle.workflowId },
    }),
};

test.each(Object.entries(buttons))(
  '%s changes nothing of what is sent, and it is there again while something waits',
  async (_button, press) => {
    const { reportId, waits } = await reportThatWaits();
    const handle = handleOf(reportId);
    await untilShown(reportId, '1 waiting');
    const { runId } = await handle.describe();
    await press(handle);
    await vi.waitUntil(async () => {
      await followWaiting({ ...scheduler, waitsSeconds: 60 });
      const found = await handle.describe().catch(() => undefined);
      return found?.status.name === 'RUNNING' && found.runId !== runId;
    }, patience);
    expect(await read(waits)).toMatchObject({ status: 'pending', attempts: 1 });
    await untilShown(reportId, '1 sent · 1 waiting · 0 given up');
  },
);
