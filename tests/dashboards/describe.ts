/** What a panel asks Prometheus and how it is shown; `write-dashboard` makes Grafana's JSON of it. */
export interface Panel {
  title: string;
  /** For whoever looks at it at night: what it tells, what is usual, which entry of the runbook is next. */
  about: string;
  /** Grafana's name: `s`, `reqps`, `short`, `bytes`, `percentunit`. */
  unit: string;
  queries: readonly { expr: string; legend: string }[];
  /** One number instead of lines over time. `badAbove`: red from there. */
  number?: { badAbove?: number };
}

export interface Dashboard {
  /** Its address in Grafana, and its file's name. */
  uid: string;
  title: string;
  about: string;
  rows: readonly { title: string; panels: readonly Panel[] }[];
}

const one = (expr: string, legend: string) => [{ expr, legend }];

/** Lines over time. */
export const lines = (title: string, unit: string, expr: string, legend: string, about: string): Panel => ({
  title,
  about,
  unit,
  queries: one(expr, legend),
});

/** One number, as it is now. */
export const number = (
  title: string,
  unit: string,
  expr: string,
  about: string,
  badAbove?: number,
): Panel => ({
  title,
  about,
  unit,
  queries: one(expr, title),
  number: { ...(badAbove !== undefined && { badAbove }) },
});

/** What half, nearly all and all but one in a hundred take, of a histogram; `by`: labels that it is told apart by. */
export const times = (
  title: string,
  histogram: string,
  about: string,
  {
    by = [],
    where = '',
    shares = [0.5, 0.95, 0.99],
  }: { by?: readonly string[]; where?: string; shares?: readonly number[] } = {},
): Panel => ({
  title,
  about,
  unit: 's',
  queries: shares.map((share) => ({
    expr: `histogram_quantile(${share}, sum by (${['le', ...by].join(', ')}) (rate(${histogram}_bucket${where}[$__rate_interval])))`,
    legend: [...by.map((label) => `{{${label}}}`), `p${Math.round(share * 100)}`].join(' '),
  })),
});

/** How often a counter counts, a second; what never happened is a zero. */
export const rate = (
  title: string,
  counter: string,
  by: readonly string[],
  about: string,
  unit = 'ops',
): Panel => ({
  title,
  about,
  unit,
  queries: one(
    `sum by (${by.join(', ')}) (rate(${counter}[$__rate_interval])) or on() vector(0)`,
    by.map((label) => `{{${label}}}`).join(' '),
  ),
});
