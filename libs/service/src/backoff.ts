import { setTimeout as wait } from 'node:timers/promises';
import { fateOf } from './service-error.ts';

/** Whole milliseconds before the next try: doubles from `firstMs` to `maxMs`, less up to a quarter at random. */
export const backoffMs = (attempt: number, { firstMs = 200, maxMs = 10_000 } = {}): number =>
  Math.round(Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30)) * (1 - Math.random() / 4));

/** Tries until it succeeds or the signal aborts, when it throws the signal's reason. */
export const retryForever = async <Result>(
  work: () => Promise<Result>,
  { signal, onFailure }: { signal: AbortSignal; onFailure: (error: unknown, attempt: number) => void },
): Promise<Result> => {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      onFailure(error, attempt);
      await wait(backoffMs(attempt), undefined, { signal });
    }
  }
};

/** Repeats work for as long as it fails by what passes (an engine that is still starting, say), up to a time. Throws its last error. */
export const retryWhilePassing = async <Result>(
  work: () => Promise<Result>,
  { forMs }: { forMs: number },
): Promise<Result> => {
  const deadline = Date.now() + forMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (fateOf(error) !== 'passing' || Date.now() > deadline) throw error;
      await wait(backoffMs(attempt));
    }
  }
};
