import { words } from '@reports/wording';
import { encodePng } from './png.ts';

export interface Bar {
  /** A day or a week, in a few letters. */
  label: string;
  /** Null: nothing was counted, which leaves a gap. */
  value: number | null;
  /** The value as readers know it: `82.1`. */
  text: string;
  /** Of a part of a week alone: not to be compared. */
  pale?: boolean;
}

export interface Chart {
  title: string;
  bars: readonly Bar[];
}

/** Pixels for each CSS pixel, for screens that are as fine. */
const scale = 2;
export const chartSize = { width: 528, height: 88 } as const;
const [width, height] = [chartSize.width * scale, chartSize.height * scale];
const [, accent, pale, line] = [0, 1, 2, 3];
/** What is pale lets through what is behind it: on the dark ground of a mail read at night it is dim, where a pale colour would shine. */
const paletteOf = (colour: string) => [
  { colour: '#ffffff', opacity: 0 },
  { colour, opacity: 1 },
  { colour, opacity: 0.4 },
  { colour: '#b9c3cd', opacity: 1 },
];

/** A chart as PNG: bars from zero on, whose lengths are as their values, without text, which the letter has beside it. No font, no browser: some milliseconds. */
export const drawBars = ({ bars }: Chart, colour: string): Buffer => {
  const pixels = new Uint8Array(width * height);
  const fill = (left: number, top: number, right: number, bottom: number, colour: number): void => {
    for (let row = Math.max(0, top); row < bottom; row += 1)
      pixels.fill(colour, row * width + left, row * width + right);
  };
  const most = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  const ground = height - scale;
  const step = width / bars.length;
  // At least a pixel between two bars; few bars are no walls.
  const gap = Math.max(1, Math.round(step * 0.25));
  const thick = Math.max(1, Math.min(Math.round(step) - gap, 120));
  for (const [index, { value, pale: isPale }] of bars.entries()) {
    if (value === null || most === 0) continue;
    const length = Math.round((value / most) * ground);
    const left = Math.round(index * step + (step - thick) / 2);
    // What is more than nothing is seen.
    const top = ground - Math.max(value > 0 ? scale : 0, length);
    fill(left, top, left + thick, ground, isPale ? pale : accent);
  }
  fill(0, ground, width, height, line);
  return encodePng(pixels, { width, height, palette: paletteOf(colour) });
};

/** The bars that may be held against one another: pale ones among others are parts of weeks. */
export const comparedBars = ({ bars }: Pick<Chart, 'bars'>): readonly Bar[] => {
  const known = bars.filter(({ value }) => value !== null);
  const whole = known.filter(({ pale: isPale }) => !isPale);
  return whole.length > 1 ? whole : known;
};

/** Longer lists say no more to a reader who cannot see the chart. */
const maxNamed = 12;

/** The chart in words: for who cannot see it, and for plain text. */
export const describeChart = ({ title, bars }: Chart): string => {
  const known = bars.filter(({ value }) => value !== null);
  const of = ({ label, text, pale: isPale }: Bar) =>
    isPale ? `${label}${words().page.partOfTheWeek}: ${text}` : `${label} ${text}`;
  const compared = comparedBars({ bars });
  const [first, last] = [compared[0], compared.at(-1)];
  if (known.length <= maxNamed || !first || !last) {
    return words().mail.chart.all(title, known.map(of).join(words().listSeparator));
  }
  const byValue = compared.toSorted((one, other) => (one.value ?? 0) - (other.value ?? 0));
  const [least = first, most = last] = [byValue[0], byValue.at(-1)];
  return words().mail.chart.ends(title, of(first), of(last), of(least), of(most));
};
