import { reportTypes, type ReportType } from '@reports/contracts';
import { type Fragment, sql } from '../sql/fragment.ts';

/** The columns of a type as its contract names them, but for one with `<name>`. */
export const columnsOf = (type: ReportType): string[] =>
  reportTypes[type].columns.map(({ name }) => name).filter((name) => !name.includes('<'));

/** A text cell that no spreadsheet takes for a formula. */
export const textCell = (text: Fragment): Fragment => sql`neutralise(${text})`;

/** An instant as cells have it: UTC, to the second. */
export const instantText = (instant: Fragment): Fragment =>
  sql`to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
