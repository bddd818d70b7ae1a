import { reportTypes, type ReportType } from '@reports/contracts';
import { type Fragment, sql } from '../sql/fragment.ts';

/** The columns of a type as its contract names them, but for one with `<name>`. */
export const columnsOf = (type: ReportType): string[] =>
  reportTypes[type].columns.map(({ name }) => name).filter((name) => !name.includes('<'));

/** A name or identifier, which has no control characters, as a cell that no spreadsheet takes for a formula. */
export const textCell = (name: Fragment): Fragment => sql`neutralise_name(${name})`;

/**
 * Agents or campaigns with their cells, `id_cell` and `name_cell`: made once for each of them (`OFFSET 0`), and not for each row that names them, of
 * which there may be a hundred times as many.
 */
export const withCells = (table: 'agents' | 'campaigns'): Fragment => sql`
  (SELECT id, ${textCell(sql`id`)} AS id_cell, ${textCell(sql`name`)} AS name_cell FROM ${relations[table]} OFFSET 0) AS ${relations[table]}`;

/** The cells of the agent or campaign of a row that {@link withCells} is joined to: its id, and its name. One that is not known has its id for both. */
export const cellsOf = (table: 'agents' | 'campaigns', id: Fragment): Fragment => sql`
  coalesce(${relations[table]}.id_cell, ${textCell(id)}), coalesce(${relations[table]}.name_cell, ${textCell(id)})`;

const relations = { agents: sql`agents`, campaigns: sql`campaigns` } as const;

/**
 * The same for any text, a column. What makes a formula sorts before the letters or after most scripts, or follows one of four characters: most
 * texts are spared the regular expressions, which were a quarter of the violation log.
 */
export const freeTextCell = (text: Fragment): Fragment => sql`
  CASE WHEN ${text} < 'A' COLLATE "C" OR ${text} >= '＀' COLLATE "C" OR strpos(${text}, ';') > 0 OR strpos(${text}, chr(9)) > 0
         OR strpos(${text}, chr(10)) > 0 OR strpos(${text}, chr(13)) > 0
       THEN neutralise_cell(${text}) ELSE ${text} END`;

/** An instant as cells have it: UTC, to the second. From its ISO text, which every snapshot sets: to_char takes twice as long. */
export const instantText = (instant: Fragment): Fragment =>
  sql`replace(date_trunc('second', ${instant} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'`;
