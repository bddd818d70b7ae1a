import { type Catalogue, formatCount, words } from '@reports/wording';

/** The rows that fit on paper, and what the page says of those that do not. */
export interface FirstRows<Row> {
  rows: readonly Row[];
  /** `These are the first 500 of 20,000 agents: ...`; empty where nothing is left out. */
  cut: string;
}

/**
 * A list as long as a reader turns pages for. What it leaves out is named where it would stand: a PDF of 20,000 rows is read by
 * nobody, and takes Chromium minutes and gigabytes.
 */
export const firstRows = <Row>(
  rows: readonly Row[],
  most: number,
  things: keyof Catalogue['page']['things'],
): FirstRows<Row> => ({
  rows: rows.slice(0, most),
  cut:
    rows.length > most
      ? words().page.firstRows(formatCount(most), formatCount(rows.length), words().page.things[things])
      : '',
});
