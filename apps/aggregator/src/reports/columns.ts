import { reportTypes, type ReportType } from '@reports/contracts';
import { type Fragment, sql } from '../sql/fragment.ts';

/** The columns of a type as its contract names them, but for one with `<name>`. */
export const columnsOf = (type: ReportType): string[] =>
  reportTypes[type].columns.map(({ name }) => name).filter((name) => !name.includes('<'));

/** A name or identifier, which has no control characters, as a cell that no spreadsheet takes for a formula. */
export const textCell = (name: Fragment): Fragment => sql`neutralise_name(${name})`;

/** The same for any text. */
export const freeTextCell = (text: Fragment): Fragment => sql`neutralise_cell(${text})`;

/** An instant as cells have it: UTC, to the second. From its ISO text, which every snapshot sets: to_char takes twice as long. */
export const instantText = (instant: Fragment): Fragment =>
  sql`replace(date_trunc('second', ${instant} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'`;
