import { expect, test, vi } from 'vitest';
import { createWaker } from './waker.ts';

test('a rest ends when it is roused, when it was roused before, and by itself', async () => {
  vi.useFakeTimers();
  try {
    const { rouse, forget, rest } = createWaker();
    const first = rest(60_000);
    rouse();
    await first;
    await rest(60_000);
    forget();
    const last = rest(60_000);
    await vi.advanceTimersByTimeAsync(59_999);
    let ended = false;
    void last.then(() => (ended = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await last;
  } finally {
    vi.useRealTimers();
  }
});
