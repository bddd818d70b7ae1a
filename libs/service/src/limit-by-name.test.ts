import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLimitByName } from './limit-by-name.ts';

test('never more of a name run at once than may, in the order in which they came, and no name waits for another', async () => {
  const names = fc.array(fc.constantFrom('ws_1', 'ws_2', 'ws_3'), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      names,
      fc.scheduler(),
      async (most, asked, scheduler) => {
        const limit = createLimitByName(most);
        const running = new Map<string, number>();
        const begun = new Map<string, number[]>();
        const all = asked.map((name, place) =>
          limit(name, async () => {
            running.set(name, (running.get(name) ?? 0) + 1);
            expect(running.get(name)).toBeLessThanOrEqual(most);
            begun.set(name, [...(begun.get(name) ?? []), place]);
            await scheduler.schedule(Promise.resolve());
            running.set(name, (running.get(name) ?? 0) - 1);
            if (place % 3 === 0) throw new Error(`work ${place} failed`);
            return place;
          }),
        );
        const settled = Promise.allSettled(all);
        await scheduler.waitIdle();
        const outcomes = await settled;
        for (const [place, outcome] of outcomes.entries()) {
          if (place % 3 === 0) expect(outcome).toMatchObject({ reason: { message: `work ${place} failed` } });
          else expect(outcome).toEqual({ status: 'fulfilled', value: place });
        }
        for (const places of begun.values()) expect(places).toEqual(places.toSorted((a, b) => a - b));
      },
    ),
  );
});

test('a name whose work does not end holds up itself alone', async () => {
  const limit = createLimitByName(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = limit('ws_1', () => promise);
  let second = false;
  const waiting = limit('ws_1', async () => {
    second = true;
  });
  await expect(limit('ws_2', async () => 'done')).resolves.toBe('done');
  expect(second).toBe(false);
  resolve();
  await Promise.all([first, waiting]);
  expect(second).toBe(true);
});
