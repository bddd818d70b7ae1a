import {
  type Bar,
  type Chart,
  chartSize,
  comparedBars,
  describeChart,
  drawBars,
} from '../chart/draw-bars.ts';
import { isolate, words } from '@reports/wording';
import type { Headline } from '../headlines/headline.ts';
import type { DeliveredReport } from '../report/load-report.ts';
import { formatInstant } from '../wording/dates.ts';
import { formatBytes } from '../wording/figures.ts';
import { entries } from './entries.ts';
import { type ComposedEmail, letterOf, logoOf, missingDataOf } from './letter.ts';
import { renderReady, type Entry } from './templates.ts';

/** Where the report's file is for the reader. */
export interface FileNotice {
  name: string;
  bytes: number;
  attached: boolean;
  /** Whether its schedule wants it attached. */
  isWanted: boolean;
}

const describeFile = ({ name, bytes, attached, isWanted }: FileNotice): string => {
  const { mail } = words();
  const say = attached ? mail.attached : isWanted ? mail.tooLarge : mail.notAttached;
  return say(isolate(name), formatBytes(bytes));
};

const chartCid = 'chart@report';

/** A chart that shows something: two values or more. */
const drawnChart = (headline: Headline | undefined): Chart | undefined => {
  const values = headline?.chart?.bars.filter(({ value }) => value !== null) ?? [];
  return values.length > 1 && values.some(({ value }) => (value ?? 0) > 0) ? headline?.chart : undefined;
};

/** What is drawn, and what a pale bar is where there is one. */
const titleOfChart = ({ title, bars }: Chart): string =>
  bars.some(({ pale }) => pale) ? `${title}. ${words().page.pale.week}.` : title;

/** Below the first and the last bar that are to be compared: `1 Jan: 82.1`, which also tells how long a bar is what. */
const endOf = (bar: Bar | undefined): string => (bar ? `${bar.label}: ${bar.text}` : '');

/** The ends of a chart, each under its bar: what is before the first and after the last is room, in percent of the width. */
const endsOf = (chart: Chart) => {
  const { bars } = chart;
  const compared = comparedBars(chart);
  const [first, last] = [compared[0], compared.at(-1)];
  const share = (count: number): number => Math.round((100 * count) / bars.length);
  return {
    first: endOf(first),
    last: endOf(last),
    before: share(bars.findIndex((bar) => bar === first)),
    after: share(bars.length - 1 - bars.findLastIndex((bar) => bar === last)),
  };
};

/** Letters of a figure that fit a quarter of the letter's width. */
const maxLettersInRow = 9;

/** All in a row, or two by two where one is long. */
const figureWidthOf = (figures: readonly Entry[]): string => {
  const columns = figures.some(({ value }) => value.length > maxLettersInRow) ? 2 : figures.length;
  return `${Math.floor(100 / Math.max(columns, 1))}%`;
};

/** The letter that brings a completed report. */
export const composeReady = (
  delivered: DeliveredReport,
  {
    headline,
    link,
    file,
    decision,
    unsubscribeUrl,
  }: {
    headline: Headline | undefined;
    link: { url: string; expiresAt: Date };
    file: FileNotice;
    /** What of a condition sent the mail. */
    decision: string | null;
    unsubscribeUrl: string | null;
  },
): ComposedEmail => {
  const { report } = delivered;
  const letter = letterOf(delivered, unsubscribeUrl, headline?.names);
  const empty = report.rowCount === 0;
  const figures = entries((headline?.figures ?? []).map(({ label, value }) => [label, value]));
  const subject = `${letter.title}: ${letter.period}`;
  const chart = empty ? undefined : drawnChart(headline);
  return {
    subject,
    images: [
      ...logoOf(delivered),
      ...(chart ? [{ name: 'chart.png', cid: chartCid, content: drawBars(chart, letter.accent) }] : []),
    ],
    ...renderReady({
      ...letter,
      subject,
      preheader: empty
        ? words().mail.nothing
        : figures.map(({ label, value }) => `${label} ${value}`).join(' · ') || words().mail.ready,
      barColour: letter.accent,
      missingData: missingDataOf(delivered),
      chart: chart
        ? {
            source: `cid:${chartCid}`,
            ...chartSize,
            title: titleOfChart(chart),
            ...endsOf(chart),
            words: describeChart(chart),
          }
        : null,
      figures: empty ? [] : figures,
      figureWidth: figureWidthOf(figures),
      decision,
      remark: empty ? words().mail.empty : headline?.remark || null,
      link: {
        url: link.url,
        label: words().mail.download(report.splitBy === null ? words().mail.formats[report.format] : 'ZIP'),
        note: words().mail.worksUntil(formatInstant(link.expiresAt, report.timezone)),
      },
      fileNote: describeFile(file),
    }),
  };
};
