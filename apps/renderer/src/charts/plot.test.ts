import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlot, drawColumns, drawLine, drawLineLabels, type Plot } from './plot.ts';
import { countScale, rateScale } from './scale.ts';
import { colours } from './theme.ts';

const plotOf = (slots: number, scale: Parameters<typeof createPlot>[2]): Plot =>
  createPlot({ left: 40, right: 18, top: 10, height: 100 }, slots, scale);

/** The paths of a drawing, each under its colour. */
const pathsOf = (svg: string, attribute: 'fill' | 'stroke'): Map<string, string> =>
  new Map(
    [...svg.matchAll(/<path role="group" d="([^"]*)" ([^>]*)\/>/g)].flatMap(([, d = '', paint = '']) => {
      const [, colour] = new RegExp(`${attribute}="(#[^"]*)"`).exec(paint) ?? [];
      return colour === undefined ? [] : [[colour, d] as const];
    }),
  );

const heights = (d = ''): number[] => [...d.matchAll(/v([\d.]+)/g)].map(([, height]) => Number(height));

test('a scale of counts has few whole round steps and reaches the largest, with less than a step to spare', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000_000)), fc.integer({ min: 2, max: 6 }), (values, maxSteps) => {
      const { min, max, step } = countScale(values, maxSteps);
      const largest = Math.max(1, ...values);
      expect(min).toBe(0);
      expect(String(step)).toMatch(/^[125]0*$/);
      expect(max / step).toBeLessThanOrEqual(maxSteps);
      expect(max).toBeGreaterThanOrEqual(largest);
      expect(max - largest).toBeLessThan(step);
    }),
  );
});

test('a scale of rates holds every value and mark, in two steps up to 100', () => {
  const rate = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.option(rate)), fc.array(rate), (values, marks) => {
      const { min, max, step } = rateScale(values, ...marks);
      expect(min % 10).toBe(0);
      expect(max).toBe(100);
      expect(min + 2 * step).toBe(100);
      for (const value of [...values, ...marks]) expect(value ?? min).toBeGreaterThanOrEqual(min);
    }),
  );
});

test('columns are as high as their values, and those of a stack stand on each other', () => {
  const plot = plotOf(2, { min: 0, max: 10, step: 5 });
  const svg = drawColumns(plot, { share: 0.5, max: 30 }, [
    { values: [4, 0], paint: () => ({ colour: '#111111' }) },
    { values: [1, 10], paint: () => ({ colour: '#222222' }) },
  ]);
  const paths = pathsOf(svg, 'fill');
  expect(heights(paths.get('#111111'))).toEqual([40]);
  expect(heights(paths.get('#222222'))).toEqual([10, 100]);
  // The second stack begins where the first ends: 40 of 100 pixels over the foot at 110.
  expect(paths.get('#222222')).toContain(' 60h30v10');
});

test('a column of a part lets the paper through, and is painted apart from the others', () => {
  const plot = plotOf(2, { min: 0, max: 10, step: 5 });
  const svg = drawColumns(plot, { share: 0.5, max: 30 }, [
    { values: [4, 5], paint: (slot) => ({ colour: '#111111', opacity: slot === 0 ? 0.4 : 1 }) },
  ]);
  expect(svg.match(/<path/g)).toHaveLength(2);
  expect(svg).toMatch(/v40h-30z" fill="#111111" fill-opacity="0.4"/);
});

/** Each stretch between two slots, in either colour: `M`, `L` and `L` are two. */
const stretches = (d = ''): number =>
  d
    .split('M')
    .map((part) => part.split('L').length - 1)
    .reduce((sum, count) => sum + count, 0);

test('a line goes between neighbours that both have a value, pale where one of them is, with a dot on each', () => {
  const slot = fc.record({ value: fc.option(fc.integer({ min: 0, max: 100 })), isPale: fc.boolean() });
  fc.assert(
    fc.property(fc.array(slot, { maxLength: 20 }), (slots) => {
      const plot = plotOf(slots.length, { min: 0, max: 100, step: 50 });
      const svg = drawLine(
        plot,
        slots.map(({ value }) => value),
        { colour: colours.accent, width: 2, dot: 4, isPale: (index) => slots[index]?.isPale ?? false },
      );
      const pairs = slots.flatMap((right, index) => {
        const left = slots[index - 1];
        return left && left.value !== null && right.value !== null ? [left.isPale || right.isPale] : [];
      });
      const lines = pathsOf(svg, 'stroke');
      expect(stretches(lines.get(colours.neutral))).toBe(pairs.filter(Boolean).length);
      expect(stretches(lines.get(colours.accent))).toBe(pairs.filter((isPale) => !isPale).length);
      expect(svg.match(/M[\d.]+ [\d.]+a/g) ?? []).toHaveLength(
        slots.filter(({ value }) => value !== null).length,
      );
    }),
  );
});

test('a value stands where the line does not go, and away from a mark', () => {
  const plot = plotOf(3, { min: 0, max: 100, step: 50 });
  const placesOf = (values: number[], mark?: number) =>
    [
      ...drawLineLabels(plot, values, { every: 1, text: String, dot: 4, mark }).matchAll(/ y="([\d.]+)"/g),
    ].map(([, y], slot) => (Number(y) > plot.y(values[slot] ?? 0) ? 'below' : 'above'));
  expect(placesOf([60, 40, 60])).toEqual(['above', 'below', 'above']);
  expect(placesOf([40, 60, 70])).toEqual(['above', 'above', 'above']);
  expect(placesOf([70, 90, 85], 80)).toEqual(['below', 'above', 'above']);
});
