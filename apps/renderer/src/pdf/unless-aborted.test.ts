import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { unlessAborted } from './unless-aborted.ts';

const never = new Promise<never>(() => undefined);

test('what the work gives or throws is given or thrown, and the signals forget it', async () => {
  const { signal } = new AbortController();
  await expect(unlessAborted(Promise.resolve('printed'), signal)).resolves.toBe('printed');
  await expect(unlessAborted(Promise.reject(new Error('no page')), signal)).rejects.toThrow('no page');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('the first signal that is aborted ends the wait with its reason, also one that was aborted before', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const waiting = unlessAborted(never, first.signal, second.signal);
  second.abort(new Error('out of time'));
  await expect(waiting).rejects.toThrow('out of time');
  await expect(unlessAborted(never, first.signal, second.signal)).rejects.toThrow('out of time');
});

test('work that fails after nobody waits for it any more is no unhandled rejection', async () => {
  const signal = AbortSignal.abort(new Error('gone'));
  const failing = Promise.withResolvers<never>();
  await expect(unlessAborted(failing.promise, signal)).rejects.toThrow('gone');
  failing.reject(new Error('too late'));
  await expect(failing.promise).rejects.toThrow('too late');
});
