import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFairShares } from './fair-shares.ts';

test('one workspace has half of the places, two a third each, and a newcomer always finds one', () => {
  const shares = createFairShares(12);
  const fill = (id: string) => {
    let held = 0;
    while (shares.take(id) === undefined) held += 1;
    return held;
  };
  expect(fill('a')).toBe(6);
  expect(fill('b')).toBe(3);
  expect(fill('c')).toBe(2);
  expect(fill('d')).toBe(1);
  shares.leave('a');
  expect(shares.take('e')).toBeUndefined();
});

test('whatever comes and goes, no more places are taken than there are, and whoever has none gets one while one is free', () => {
  const steps = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), leaves: fc.boolean() }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), steps, (places, comings) => {
      const shares = createFairShares(places);
      const held: Record<string, number> = { a: 0, b: 0, c: 0, d: 0 };
      const total = () => Object.values(held).reduce((sum, count) => sum + count, 0);
      for (const { id, leaves } of comings) {
        const mine = held[id] ?? 0;
        if (leaves && mine > 0) {
          shares.leave(id);
          held[id] = mine - 1;
        } else if (!leaves) {
          const free = places - total();
          const comesAgain = shares.take(id);
          expect(comesAgain === undefined).toBe(mine < free);
          if (comesAgain === undefined) held[id] = mine + 1;
          else expect(comesAgain).toBeGreaterThanOrEqual(200);
        }
        expect(total()).toBeLessThanOrEqual(places);
      }
    }),
  );
});

test('what is given back comes again in its order, a little faster than messages are done', () => {
  let at = 0;
  const shares = createFairShares(2, () => at);
  expect(shares.take('a')).toBeUndefined();
  // Each takes 30 ms.
  for (let message = 0; message < 500; message += 1) {
    at += 30;
    shares.leave('a');
    shares.take('a');
  }
  const waits = Array.from({ length: 100 }, () => shares.take('a') ?? 0);
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect(waits[99]).toBeGreaterThan(200 + 99 * 15);
  expect(waits[99]).toBeLessThan(200 + 101 * 25);
  // However long the line, nobody waits longer than a minute before asking.
  for (let message = 0; message < 5_000; message += 1) {
    expect(shares.take('a')).toBeLessThanOrEqual(60_000);
  }
});
