import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use, type ComposeOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts';
import type { GridComponentOption } from 'echarts/components';

use([BarChart, LineChart, GridComponent, SVGRenderer]);

export type ChartOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption>;

export interface ChartFrame {
  /** CSS pixels; the page is {@link pageWidth} wide. */
  width: number;
  height: number;
  /** What a reader who cannot see the chart is told. */
  description: string;
}

/** Width of the page between its margins, in CSS pixels: 174 mm. */
export const pageWidth = 658;

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

/** Has texts in Arabic letters read from right to left: charts are laid out from left to right in every language. */
export const readRightToLeft = (svg: string): string =>
  svg.replace(/(<text\b[^>]*>)([^<]*\p{Script=Arabic}[^<]*)/gu, '$1\u2067$2\u2069');

const runOfPaths = /(?:<path d="[^"]*" fill=[^>]*><\/path>\s*)+/g;
const onePath = /<path d="([^"]*)"([^>]*)><\/path>/g;

/**
 * Neighbours that are painted alike as one path, marked as a part of the chart: what has no role is an artifact to Chromium, and no part of
 * the figure in the PDF. One element for all bars of a series instead of one each.
 */
const joinPaths = (svg: string): string =>
  svg.replace(runOfPaths, (run) => {
    const joined: { d: string; paint: string }[] = [];
    for (const [, d = '', paint = ''] of run.matchAll(onePath)) {
      const last = joined.at(-1);
      if (last?.paint === paint) last.d += d;
      else joined.push({ d, paint });
    }
    return joined.map(({ d, paint }) => `<path role="group" d="${d}"${paint}></path>`).join('');
  });

/** Draws a chart as SVG to be put into a page: vectors, in the page's fonts, some 5 ms. Its texts must not need escaping. */
export const renderChart = (option: ChartOption, { width, height, description }: ChartFrame): string => {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = chart
      .renderToSVGString()
      // What is left of a chart for screens: rules for the pointer, marks for scripts, the background.
      .replace(/<style[\s\S]*?<\/style>/g, '')
      .replace(/ (?:class|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
      .replace(/<rect [^>]*fill="none"[^>]*><\/rect>/g, '')
      .replace(/<path [^>]*transform="[^"]*" fill="none"><\/path>\s*/g, '');
    return `<div class="chart" role="img" aria-label="${escapeAttribute(description)}">${readRightToLeft(joinPaths(svg))}</div>`;
  } finally {
    chart.dispose();
  }
};
