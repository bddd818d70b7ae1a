import { escapeMarkup } from '../formatting/text.ts';

export interface ChartFrame {
  /** CSS pixels; a chart is {@link pageWidth} wide. */
  height: number;
  /** What a reader who cannot see the chart is told. */
  description: string;
}

/** Width of the page between its margins, in CSS pixels: 174 mm. */
export const pageWidth = 658;

/** 7.5 pt in CSS pixels. */
export const fontSize = 10;

/** To a tenth of a pixel, which nobody sees. */
const round = (value: number): number => Math.round(value * 10) / 10;

/** Places on a chart as a part of a path: `M40 18.5L644 18.5`. */
export const polyline = (places: readonly (readonly [x: number, y: number])[]): string =>
  places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');

/** A rectangle as a part of a path; nothing where it has no height. */
export const rectangle = (x: number, y: number, width: number, height: number): string =>
  height <= 0 ? '' : `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;

/** A circle as a part of a path. */
export const circle = (x: number, y: number, radius: number): string =>
  `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0`;

/**
 * What is painted alike, as one path: a part of the figure in the PDF, which to Chromium is what has a role. All columns of a series are
 * one element.
 */
export const paintPath = (paint: string, d: string): string =>
  d === '' ? '' : `<path role="group" d="${d}" ${paint}/>`;

/** A text whose middle is at `x` and `y`. */
export const writeText = (x: number, y: number, text: string): string =>
  `<text x="${round(x)}" y="${round(y)}">${escapeMarkup(text)}</text>`;

/** Has texts in Arabic letters read from right to left: charts are laid out from left to right in every language. */
export const readRightToLeft = (svg: string): string =>
  svg.replace(/(<text\b[^>]*>)([^<]*\p{Script=Arabic}[^<]*)/gu, '$1\u2067$2\u2069');

/** Puts the parts of a chart, the lowest first, into one SVG for the page: vectors, in the page's fonts. */
export const drawChart = (parts: readonly string[], { height, description }: ChartFrame): string =>
  `<div class="chart" role="img" aria-label="${escapeMarkup(description)}">` +
  `<svg viewBox="0 0 ${pageWidth} ${height}" width="${pageWidth}" height="${height}" ` +
  `overflow="visible" font-size="${fontSize}" text-anchor="middle" dominant-baseline="central">` +
  `${readRightToLeft(parts.join(''))}</svg></div>`;
