import { Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { createHealth, createOperatorWaits, ServiceError } from './index.ts';

const full = new ServiceError({ code: 'storage_full', message: 'Make room.', fate: 'operator' });
const denied = new ServiceError({ code: 'storage_access_denied', message: 'Grant it.', fate: 'operator' });

test('what waits for an operator makes a service unready, by name and with what to do, until it goes on', async () => {
  const waits = createOperatorWaits();
  const health = createHealth('test', { part: () => undefined }, waits);
  expect(await health.readiness()).toEqual({ ready: true, checks: { part: 'ok' } });
  expect(waits.note('one', full)).toBe(true);
  expect(waits.note('one', full)).toBe(false);
  expect(waits.note('two', full)).toBe(true);
  expect(await health.readiness()).toEqual({
    ready: false,
    checks: { part: 'ok', storage_full: 'Make room. (2 waiting)' },
  });
  waits.settle('one');
  expect(waits.note('two', denied)).toBe(true);
  expect(waits.list()).toEqual([{ code: 'storage_access_denied', message: 'Grant it.', items: 1 }]);
  expect(await health.metrics.metrics()).toContain(
    'reports_waiting_for_operator{code="storage_access_denied",service="test"} 1',
  );
  waits.settle('two');
  expect(await health.readiness()).toEqual({ ready: true, checks: { part: 'ok' } });
});

test('what is silent for long goes on elsewhere, and is forgotten', async () => {
  const waits = createOperatorWaits({ forgetMs: 20 });
  const metrics = new Registry();
  waits.showOn(metrics);
  waits.note('one', full);
  await vi.waitFor(() => expect(waits.list()).toEqual([]));
  expect(await metrics.metrics()).not.toContain('code=');
});
