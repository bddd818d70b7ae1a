import { searchAttributes } from '@reports/contracts';
import { createTestNamespace } from '@reports/local-platform/testing';
import { createLogger } from '@reports/service';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  connectTemporal,
  registerSearchAttributes,
  runWorker,
  translateTemporalError,
  type TemporalClient,
} from '../src/index.ts';

/** Nothing listens on port 1. */
const nowhere = { temporalAddress: '127.0.0.1:1', temporalNamespace: 'default' };
const log = createLogger({ service: 'test', level: 'silent' });

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('while Temporal is up', () => {
  let settings: typeof nowhere;
  let temporal: TemporalClient;

  beforeEach(async () => {
    const { address, namespace } = await createTestNamespace();
    settings = { temporalAddress: address, temporalNamespace: namespace };
    temporal = connectTemporal(settings);
  });
  afterEach(() => temporal.close());

  test('search attributes may be registered again and again', async () => {
    await registerSearchAttributes(temporal.client, settings.temporalNamespace);
    await registerSearchAttributes(temporal.client, settings.temporalNamespace);
    const { customAttributes } = await temporal.client.connection.operatorService.listSearchAttributes({
      namespace: settings.temporalNamespace,
    });
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(Object.values(searchAttributes)),
    );
  });

  test('an answer that is no outage stays what it is', async () => {
    const error = await failureOf(temporal.client.workflow.getHandle('no-such-workflow').describe());
    expect(translateTemporalError(error)).toBe(error);
  });

  test('a worker polls until it is stopped', async () => {
    const worker = runWorker({ ...settings, log }, { taskQueue: 'any', activities: { any: async () => {} } });
    await vi.waitFor(worker.check, 20_000);
    await worker.stop();
    expect(worker.check).toThrow('no worker polls any');
  });
});

describe('while Temporal is away', () => {
  test('a call is an error that says so, and that may be repeated', async () => {
    const temporal = connectTemporal(nowhere);
    const error = await failureOf(temporal.ping());
    expect(translateTemporalError(error)).toMatchObject({ code: 'temporal_unavailable', fate: 'passing' });
    await temporal.close();
  });

  test('a worker waits for it, says that it does not poll, and can be stopped', async () => {
    const worker = runWorker({ ...nowhere, log }, { taskQueue: 'any', activities: { any: async () => {} } });
    expect(worker.check).toThrow('no worker polls any');
    await worker.stop();
  });
});
