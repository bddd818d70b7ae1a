import type { Scope } from '../scope/scope.ts';
import type { Fragment } from '../sql/fragment.ts';

/** How one type of report is made: two queries over one snapshot. */
export interface ReportQueries {
  /** One row with one column, `data`: the JSON of the type's `data`, without its streamed list. */
  data: (scope: Scope) => Fragment;
  /** The rows of the CSV, in order. `read` runs a query that the rows' own needs first. */
  rows: (scope: Scope, read: ReadQuery) => Promise<RowsQuery> | RowsQuery;
}

export type ReadQuery = <Row extends object>(query: Fragment) => Promise<Row[]>;

export interface RowsQuery {
  /** Names of the columns; those of the contract, with what stands for `<name>` filled in. */
  header: string[];
  query: Fragment;
  /** Set when the last column is a list for several cells, parted by {@link listSeparator}: as many as the header has left. */
  endsInList?: boolean;
}

/** U+001F, the unit separator: no identifier or name of a record can hold it. */
export const listSeparator = '\u001f';
