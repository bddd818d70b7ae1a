import type { Scope } from '../scope/scope.ts';
import { type Fragment, sql } from '../sql/fragment.ts';

/** How one type of report is made: two queries over one snapshot, at once on two connections, or one. */
export interface ReportQueries {
  /** One row with one column, `data`: the JSON of the type's `data`, without its streamed list. Undefined: see {@link RowsQuery.header}. */
  data: (scope: Scope) => Fragment | undefined;
  /** The rows of the CSV, in order. */
  rows: (scope: Scope) => RowsQuery;
}

/** JSON as a cell of the first row: in hexadecimal, which needs no quotes in CSV. */
export const hiddenCell = (json: Fragment): Fragment => sql`encode(convert_to(${json}::text, 'UTF8'), 'hex')`;

/** Rows that are read in several parts, at once on two connections, where they are many. */
export interface RowsInParts {
  /** About how many there are: one row with one column, `rows`. */
  count: Fragment;
  /** So many queries, whose rows one after another are those of the whole. */
  cut: (parts: number) => Fragment[];
}

export interface RowsQuery {
  /**
   * Names of the columns; those of the contract, with what stands for `<name>` filled in. A function where only the records tell: then the
   * first row is no row of the file, and has in its first two cells the names that the function is given, as a JSON list, and the `data`
   * where it has no query of its own, each by {@link hiddenCell}.
   */
  header: string[] | ((names: (string | null)[]) => string[]);
  query: Fragment;
  /** With a fixed header alone. */
  parts?: RowsInParts | undefined;
  /** Set when the last column is a list for several cells, parted by {@link listSeparator}: as many as the header has left. */
  endsInList?: boolean;
}

/** U+001F, the unit separator: no identifier or name of a record can hold it. */
export const listSeparator = '\u001f';
