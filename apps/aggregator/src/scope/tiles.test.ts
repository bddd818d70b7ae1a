import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysOf, endOf, startOf } from './period.ts';
import { tilePeriod, type Unit } from './tiles.ts';

test('a month is one rollup', () => {
  expect(tilePeriod({ from: '2024-01-01', to: '2024-01-31' }, ['month', 'week'])).toEqual([
    { grain: 'month', sign: 1, from: '2024-01-01', to: '2024-01-31' },
  ]);
});

test('a month without its ends is the month, less two days', () => {
  expect(tilePeriod({ from: '2024-01-02', to: '2024-01-30' }, ['month', 'week'])).toEqual([
    { grain: 'day', sign: -1, from: '2024-01-01', to: '2024-01-01' },
    { grain: 'month', sign: 1, from: '2024-01-01', to: '2024-01-31' },
    { grain: 'day', sign: -1, from: '2024-01-31', to: '2024-01-31' },
  ]);
});

test('a week and a day is the week and the day', () => {
  expect(tilePeriod({ from: '2024-02-05', to: '2024-02-12' }, ['month', 'week'])).toEqual([
    { grain: 'week', sign: 1, from: '2024-02-05', to: '2024-02-11' },
    { grain: 'day', sign: 1, from: '2024-02-12', to: '2024-02-12' },
  ]);
});

test('the tiles of any period add up to each of its days once, and to no other day', () => {
  const asked = fc.record({
    offset: fc.integer({ min: 0, max: 800 }),
    length: fc.integer({ min: 1, max: 400 }),
    units: fc.constantFrom<Unit[]>(['month', 'week'], ['month'], ['week']),
  });
  fc.assert(
    fc.property(asked, ({ offset, length, units }) => {
      const from = addDays('2023-01-01', offset);
      const period = { from, to: addDays(from, length - 1) };
      const counts = new Map<string, number>();
      let single = 0;
      for (const tile of tilePeriod(period, units)) {
        if (tile.grain === 'day') single += daysOf(tile);
        else {
          expect([startOf(tile.from, tile.grain), endOf(tile.to, tile.grain)]).toEqual([tile.from, tile.to]);
        }
        for (let day = 0; day < daysOf(tile); day += 1) {
          const date = addDays(tile.from, day);
          counts.set(date, (counts.get(date) ?? 0) + tile.sign);
        }
      }
      const covered = [...counts].filter(([, count]) => count !== 0);
      const expected = Array.from({ length }, (_, day) => addDays(from, day));
      expect(new Map(covered)).toEqual(new Map(expected.map((date) => [date, 1])));
      // Few, whatever the length.
      expect(single).toBeLessThanOrEqual(units.includes('week') ? 20 : 32);
    }),
  );
});
