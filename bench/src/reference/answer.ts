import type { DuckDBConnection } from '@duckdb/node-api';

/** What the reference is asked: the whole of a period, without filters. */
export interface Question {
  /** Schema that holds the workspace's rows. */
  schema: string;
  /** Dates, both inclusive. */
  from: string;
  to: string;
  /** The file for the rows of the CSV report. */
  csv: string;
}

/** How the reference makes a report's figures: the rows into the file, and `data` as the value of its JSON. */
export type Answer = (connection: DuckDBConnection, question: Question) => Promise<unknown>;

/**
 * Exact figures: quotients of whole numbers, rounded half away from zero. Scores have one decimal, so ten times their sum is whole.
 */
export const defineMacros = (connection: DuckDBConnection): Promise<unknown> =>
  connection.run(`
    CREATE OR REPLACE MACRO rounded(a, b, scale) AS
      CASE WHEN b > 0 THEN sign(a)::HUGEINT * ((2 * abs(a::HUGEINT) * scale + b) // (2 * b)) END;
    CREATE OR REPLACE MACRO rate(a, b) AS
      CASE WHEN a = 0 OR a = b OR rounded(a, b, 100) BETWEEN 1 AND 99 THEN rounded(a, b, 100) / 100
           WHEN rounded(a, b, 1000) BETWEEN 1 AND 999 THEN rounded(a, b, 1000) / 1000
           WHEN b > 0 THEN least(greatest(rounded(a, b, 10000), 1), 9999) / 10000 END;
    CREATE OR REPLACE MACRO tenths(total) AS (total * 10)::HUGEINT;
    CREATE OR REPLACE MACRO score(total_tenths, count) AS (rounded(total_tenths, count * 10::HUGEINT, 10) / 10)::DECIMAL(9, 1);
    CREATE OR REPLACE MACRO whole(a, b) AS rounded(a, b, 1)::BIGINT;
    CREATE OR REPLACE MACRO week_of(day) AS strftime(day, '%G-W%V');
    CREATE OR REPLACE MACRO neutralised(cell) AS
      CASE WHEN regexp_matches(cell, '^["'']*[=+@\\t\\r\\n＝＋－＠-]') THEN '''' ELSE '' END ||
      CASE WHEN regexp_matches(cell, '[;\\t\\r\\n]')
           THEN regexp_replace(cell, '([;\\t\\r\\n])(["'']*[=+@＝＋－＠-])', '\\1''\\2', 'g') ELSE cell END;`);

/** The period of the same length that ends the day before. */
export const periodBefore = ({ from, to }: { from: string; to: string }) => {
  const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);
  const end = Date.parse(from) - dayMs;
  return { from: dateOf(end - (Date.parse(to) - Date.parse(from))), to: dateOf(end) };
};

const dayMs = 86_400_000;

/** The days of a week that lie in the period, as pairs of a struct. `week_start` is its Monday. */
export const weekDays = ({ from, to }: Question): string =>
  `"from" := greatest(week_start, DATE '${from}')::VARCHAR, "to" := least(week_start + 6, DATE '${to}')::VARCHAR`;

/** The period as a condition on an instant. */
export const during = (instant: string, { from, to }: Question): string =>
  `${instant} >= TIMESTAMP '${from}' AND ${instant} < TIMESTAMP '${to}' + INTERVAL 1 DAY`;

/** The connected calls of the period, and the share of them that so many are, as pairs of a struct. `covered` is a number's expression. */
export const coverage = (schema: string, covered: string, period: string): string => {
  const connected = `(SELECT count(*) FILTER (connected) FROM ${schema}.calls WHERE ${period})`;
  return `connected_calls := ${connected}, coverage := CASE WHEN ${covered} <= ${connected} THEN rate(${covered}, ${connected}) END`;
};

/** The one value of a query that gives a JSON text. */
export const readJson = async (connection: DuckDBConnection, query: string): Promise<unknown> => {
  const [row] = (await connection.runAndReadAll(query)).getRows();
  return JSON.parse(String(row?.[0]));
};

/** Writes a query's rows as a CSV file with a header line. */
export const writeCsv = (connection: DuckDBConnection, query: string, file: string): Promise<unknown> =>
  connection.run(`COPY (${query}) TO '${file}' (FORMAT csv, HEADER)`);
