import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartSize, drawBars } from './draw-bars.ts';

/** The coloured pixels of each column, without the line on the ground. */
const columnsOf = (png: Buffer): number[] => {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const at = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const columns = Array.from({ length: width }, () => 0);
  for (let line = 0; line < height; line += 1) {
    for (let column = 0; column < width; column += 1) {
      const colour = lines[line * (width + 1) + 1 + column];
      if (colour === 1 || colour === 2) columns[column] = (columns[column] ?? 0) + 1;
    }
  }
  return columns;
};

test('a bar is as long as its value is, from zero on: scores too', () => {
  const value = fc.integer({ min: 1, max: 1_000 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 31 }), (values) => {
      const bars = values.map((each) => ({ label: '', value: each, text: String(each) }));
      const columns = columnsOf(drawBars({ title: '', bars }, '#24589c'));
      const step = columns.length / values.length;
      const longest = Math.max(...values);
      const full = Math.max(...columns);
      expect(full).toBe((chartSize.height - 1) * 2);
      for (const [index, each] of values.entries()) {
        const length = columns[Math.round((index + 0.5) * step) - 1] ?? 0;
        // A pixel of rounding; what is there at all has two.
        expect(Math.abs(length - Math.max(2, (each / longest) * full))).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 20 },
  );
});
