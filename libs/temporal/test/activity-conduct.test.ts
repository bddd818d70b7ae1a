import { fileURLToPath } from 'node:url';
import { createTestNamespace } from '@reports/local-platform/testing';
import { createLogger, ServiceError } from '@reports/service';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTemporal, runWorker, type RunningWorker, type TemporalClient } from '../src/index.ts';

const log = createLogger({ service: 'test', level: 'silent' });
const taskQueue = 'attempts';
const faultPausesMs = [10, 10];

let temporal: TemporalClient;
let worker: RunningWorker;
/** What each attempt throws, in turn; after the last the activity succeeds. */
let errors: readonly Error[] = [];
let attempts = 0;

const failing = (fate: ServiceError['fate']) =>
  new ServiceError({ code: `a_${fate}`, message: 'It is so.', fate });

beforeAll(async () => {
  const { address, namespace } = await createTestNamespace();
  const settings = { temporalAddress: address, temporalNamespace: namespace };
  temporal = connectTemporal(settings);
  worker = runWorker(
    { ...settings, log, faultPausesMs },
    {
      taskQueue,
      workflowsPath: fileURLToPath(new URL('attempt-workflow.ts', import.meta.url)),
      activities: {
        attempt: async () => {
          const error = errors[attempts];
          attempts += 1;
          if (error !== undefined) throw error;
          return 'done';
        },
      },
    },
  );
});
afterAll(async () => {
  await worker.stop();
  await temporal.close();
});

const run = async (thrown: readonly Error[]): Promise<string | ApplicationFailure> => {
  errors = thrown;
  attempts = 0;
  try {
    return await temporal.client.workflow.execute('attemptActivity', {
      taskQueue,
      workflowId: `attempts-${crypto.randomUUID()}`,
      args: [],
    });
  } catch (error) {
    const activity = error instanceof WorkflowFailedError ? error.cause : undefined;
    const failure = activity instanceof ActivityFailure ? activity.cause : undefined;
    if (!(failure instanceof ApplicationFailure)) throw error;
    return failure;
  }
};

test("the client's error ends the activity at once, and says its code and fate", async () => {
  expect(await run([failing('client')])).toMatchObject({
    type: 'a_client',
    message: 'It is so.',
    details: [{ fate: 'client' }],
  });
  expect(attempts).toBe(1);
});

test('what passes or waits for an operator is tried for as long as it takes', async () => {
  const waits = Array.from({ length: 4 }, (_, index) => failing(index % 2 ? 'passing' : 'operator'));
  expect(await run([...waits, Object.assign(new Error('no space'), { code: 'ENOSPC' })])).toBe('done');
  expect(attempts).toBe(6);
});

test('a fault is tried a few times, however often an engine was away before it', async () => {
  const waits = Array.from({ length: 4 }, () => failing('passing'));
  const bug = new TypeError('undefined is not a function');
  expect(await run([...waits, bug, failing('passing'), bug, bug, bug])).toMatchObject({
    type: 'internal_error',
    details: [{ fate: 'fault' }],
  });
  expect(attempts).toBe(8);
});
