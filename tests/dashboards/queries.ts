import type { Dashboard } from './describe.ts';

export interface PanelQuery {
  /** `reports-overview, Finished reports`. */
  panel: string;
  expr: string;
}

export const queriesOf = ({ uid, rows }: Dashboard): PanelQuery[] =>
  rows.flatMap(({ panels }) =>
    panels.flatMap(({ title, queries }) => queries.map(({ expr }) => ({ panel: `${uid}, ${title}`, expr }))),
  );

/** What Grafana puts in for `$__rate_interval`: four scrapes at least. */
export const withInterval = (expr: string, interval: string): string =>
  expr.replaceAll('$__rate_interval', interval);
