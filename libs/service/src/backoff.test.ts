import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, retryForever } from './backoff.ts';

test('a pause doubles up to its most, less up to a quarter', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (attempt) => {
      const full = Math.min(10_000, 200 * 2 ** Math.min(attempt - 1, 30));
      const pause = backoffMs(attempt);
      expect(pause).toBeLessThanOrEqual(full);
      expect(pause).toBeGreaterThan(full * 0.74);
    }),
  );
});

test('work is tried until it succeeds, and not after the signal', async () => {
  let tries = 0;
  const stopping = new AbortController();
  const work = async () => {
    tries += 1;
    if (tries < 3) throw new Error('not yet');
    return tries;
  };
  const attempts: number[] = [];
  const onFailure = (_error: unknown, attempt: number) => attempts.push(attempt);
  expect(await retryForever(work, { signal: stopping.signal, onFailure })).toBe(3);
  expect(attempts).toEqual([1, 2]);
  stopping.abort(new Error('stopping'));
  await expect(retryForever(work, { signal: stopping.signal, onFailure })).rejects.toThrow('stopping');
});
