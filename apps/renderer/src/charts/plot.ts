import { circle, fontSize, pageWidth, paintPath, polyline, rectangle, writeText } from './draw-chart.ts';
import type { Scale } from './scale.ts';
import { colours } from './theme.ts';

/** A part of a chart with axes of its own: days, weeks or months side by side in slots, and a scale of values. Places are in CSS pixels. */
export interface Plot {
  left: number;
  right: number;
  bottom: number;
  slotWidth: number;
  scale: Scale;
  /** The middle of a slot. */
  x: (slot: number) => number;
  y: (value: number) => number;
}

/** `left` and `right` are from the page's edges. */
export const createPlot = (
  { left, right, top, height }: { left: number; right: number; top: number; height: number },
  slots: number,
  scale: Scale,
): Plot => {
  const slotWidth = (pageWidth - left - right) / Math.max(1, slots);
  const bottom = top + height;
  return {
    left,
    right: pageWidth - right,
    bottom,
    slotWidth,
    scale,
    x: (slot) => left + (slot + 0.5) * slotWidth,
    y: (value) => bottom - ((value - scale.min) / (scale.max - scale.min)) * height,
  };
};

/** A line across the plot, on half a pixel, where it is sharp. */
const across = ({ left, right }: Plot, y: number): string => {
  const sharp = Math.round(y) + 0.5;
  return polyline([
    [left, sharp],
    [right, sharp],
  ]);
};

/** The hairlines of a plot's scale, each with its value. */
export const drawValueAxis = (plot: Plot, format: (value: number) => string): string => {
  const { min, max, step } = plot.scale;
  const values = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, line) => min + line * step);
  const lines = values.map((value) => across(plot, plot.y(value)));
  const labels = values.map((value) => writeText(plot.left - 8, Math.round(plot.y(value)), format(value)));
  return `${paintPath(`fill="none" stroke="${colours.line}" stroke-width="0.6"`, lines.join(''))}<g fill="${colours.quiet}" text-anchor="end">${labels.join('')}</g>`;
};

/** The foot of a plot. */
export const drawBaseLine = (plot: Plot): string =>
  paintPath(`fill="none" stroke="${colours.quiet}" stroke-width="0.7"`, across(plot, plot.bottom));

const lineHeight = 13;

/** What stands beneath the slots, in one line or several; every so many, where they would touch. */
export const drawTimeLabels = (plot: Plot, labels: readonly string[], every: number): string => {
  const texts = labels.flatMap((label, slot) =>
    slot % every === 0
      ? label
          .split('\n')
          .map((line, index) => writeText(plot.x(slot), plot.bottom + 8 + lineHeight * (index + 0.5), line))
      : [],
  );
  return `<g fill="${colours.quiet}">${texts.join('')}</g>`;
};

/** A series of columns that are stacked onto those before it. `opacity` below 1 lets the paper through. */
export interface ColumnSeries {
  values: readonly number[];
  paint: (slot: number) => { colour: string; opacity?: number };
}

/** How much of a slot a column takes, and how many pixels at most. */
export interface ColumnWidth {
  share: number;
  max: number;
}

/** Columns side by side, each a stack of its series from the foot up. */
export const drawColumns = (
  plot: Plot,
  { share, max }: ColumnWidth,
  series: readonly ColumnSeries[],
): string => {
  const width = Math.min(plot.slotWidth * share, max);
  const paths = new Map<string, string>();
  const foot = Array.from<number>({ length: series[0]?.values.length ?? 0 }).fill(0);
  for (const { values, paint } of series) {
    for (const [slot, value] of values.entries()) {
      const { colour, opacity = 1 } = paint(slot);
      const fill = `fill="${colour}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}`;
      const from = foot[slot] ?? 0;
      foot[slot] = from + value;
      const [top, bottom] = [plot.y(from + value), plot.y(from)];
      const column = rectangle(plot.x(slot) - width / 2, top, width, bottom - top);
      paths.set(fill, `${paths.get(fill) ?? ''}${column}`);
    }
  }
  return [...paths].map(([fill, d]) => paintPath(fill, d)).join('');
};

/** Each value written over its column. */
export const drawColumnLabels = (
  plot: Plot,
  totals: readonly number[],
  { text, colour, distance }: { text: (slot: number) => string; colour: string; distance: number },
): string =>
  `<g fill="${colour}">${totals
    .map((total, slot) => writeText(plot.x(slot), plot.y(total) - distance - fontSize / 2, text(slot)))
    .join('')}</g>`;

type Values = readonly (number | null)[];

/**
 * A line from slot to slot with a dot on each, broken where there is no value. It is pale to and from the slots of `isPale`: what is drawn
 * alike is compared.
 */
export const drawLine = (
  plot: Plot,
  values: Values,
  {
    colour,
    width,
    dot,
    isPale = () => false,
  }: { colour: string; width: number; dot: number; isPale?: (slot: number) => boolean },
): string => {
  const stretches = { full: '', pale: '' };
  const dots = { full: '', pale: '' };
  /** Where the stretch before went on as this one does, so does its path. */
  let last: { kind: 'full' | 'pale'; slot: number } | undefined;
  for (const [slot, value] of values.entries()) {
    if (value === null) continue;
    dots[isPale(slot) ? 'pale' : 'full'] += circle(plot.x(slot), plot.y(value), dot / 2);
    const before = values[slot - 1] ?? null;
    if (before === null) continue;
    const kind = isPale(slot) || isPale(slot - 1) ? 'pale' : 'full';
    const goesOn = last?.kind === kind && last.slot === slot - 1;
    const ends = polyline([
      [plot.x(slot - 1), plot.y(before)],
      [plot.x(slot), plot.y(value)],
    ]);
    stretches[kind] += goesOn ? ends.slice(ends.indexOf('L')) : ends;
    last = { kind, slot };
  }
  const stroke = (of: string) => `fill="none" stroke="${of}" stroke-width="${width}" stroke-linejoin="bevel"`;
  // What is full lies over what is pale.
  return (
    paintPath(stroke(colours.neutral), stretches.pale) +
    paintPath(stroke(colour), stretches.full) +
    paintPath(`fill="${colours.neutral}"`, dots.pale) +
    paintPath(`fill="${colour}"`, dots.full)
  );
};

/** A value that runs across the plot, dashed. */
export const drawMark = (plot: Plot, value: number, slots: number): string =>
  paintPath(
    `fill="none" stroke="${colours.quiet}" stroke-dasharray="4,3"`,
    polyline([
      [plot.x(0), plot.y(value)],
      [plot.x(slots - 1), plot.y(value)],
    ]),
  );

/**
 * Values beside the dots of a line, every so many, where the line does not go: beneath a dot that both its neighbours lie over, else above
 * it; and where a `mark` runs across the plot, on the side away from it. What a steep line would still cross is cleared around the figure.
 */
export const drawLineLabels = (
  plot: Plot,
  values: Values,
  {
    every,
    text,
    dot,
    mark,
  }: { every: number; text: (slot: number) => string; dot: number; mark?: number | undefined },
): string => {
  const away = dot / 2 + 4 + fontSize / 2;
  const texts = values.map((value, slot) => {
    if (value === null || slot % every !== 0) return '';
    const [before, after] = [values[slot - 1] ?? null, values[slot + 1] ?? null];
    const isValley = before !== null && after !== null && value < Math.min(before, after);
    const isLow = mark === undefined ? isValley : value < mark;
    return writeText(plot.x(slot), plot.y(value) + (isLow ? away : -away), text(slot));
  });
  return `<g fill="${colours.ink}" stroke="#ffffff" stroke-width="3" stroke-miterlimit="2" paint-order="stroke">${texts.join('')}</g>`;
};
