import { Type, type Static } from 'typebox';
import { Comparison } from './comparison.ts';
import { Completeness } from './completeness.ts';
import { ReportRequest } from './events.ts';
import { Branding } from './http/branding.ts';
import { Labels } from './http/workspace.ts';
import { Count, Timestamp } from './primitives.ts';

/** The branding of when the figures were made, which a later release may have written: it may say more, and in more languages. */
const FrozenBranding = Type.Object({
  ...Branding.properties,
  language: Type.Optional(Type.String()),
  date_format: Type.Optional(Type.String()),
});

/**
 * A report's dataset: what the aggregator found in one snapshot, frozen in storage as two objects.
 *
 * - `summary.json`, a {@link DatasetSummary}: the request, and `data` of the report's type but for its
 *   `streamedList`, if it has one.
 * - `rows.csv`, the CSV report itself, final to the byte: RFC 4180, UTF-8, CRLF, one header line; text cells
 *   that a spreadsheet would take for a formula have a `'` before them ({@link neutralise} says the rule,
 *   which can be undone). A null is an empty cell, an empty text is `""`.
 *
 * Every format is made of these two alone, so a retry and another format later give the same figures.
 */
export const DatasetSummary = Type.Object({
  schema_version: Type.Integer(),
  request: ReportRequest,
  data_as_of: Timestamp,
  row_count: Count,
  /** How text cells of `rows.csv` are neutralised, see {@link cellRule}. Datasets of 0.1 have none, which is 1. */
  cell_rule: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Datasets of 1.0.0 have none. */
  completeness: Type.Optional(Completeness),
  comparison: Type.Optional(Comparison),
  /** Of the workspace when the figures were made; none where it has none. */
  labels: Type.Optional(Labels),
  branding: Type.Optional(FrozenBranding),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type DatasetSummary = Static<typeof DatasetSummary>;

/** Where a dataset lies in storage. */
export interface DatasetReference {
  summaryKey: string;
  rowsKey: string;
  /** Rows of `rows.csv`, the header not counted. */
  rowCount: number;
  /** Size of `rows.csv`. */
  rowsBytes: number;
  /** SHA-256 of `rows.csv`, hexadecimal. */
  rowsSha256: string;
  /** Storage's own name for the bytes of `rows.csv`. Datasets of 0.1 have none. */
  rowsEtag?: string;
  /** The instant of the snapshot. */
  dataAsOf: string;
  /** Datasets of 1.0.0 have none. */
  completeness?: Completeness;
  /** What PostgreSQL calls the snapshot: which transactions it saw. */
  snapshot?: string;
  /** Where the request names an earlier report. */
  comparison?: Comparison;
}

/**
 * How the text cells of `rows.csv` are neutralised. 1, or none in the summary: {@link neutralise} of 0.1, at the start of a cell
 * alone. 2: this one.
 */
export const cellRule = 2;

/**
 * Where a spreadsheet would read a formula, if commas, semicolons or tabs separated cells: at the start of a cell, and after each
 * semicolon, TAB, CR or LF in it (quotes that do not stand at what a reader takes for a cell's start protect nothing). There stands
 * `=`, `+`, `-`, `@` or its full-width form, at the start also TAB, CR or LF; apostrophes and quotes may stand before it.
 */
const formulaStart = /(?:^(?=["']*[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])(?=["']*[=+\-@＝＋－＠]))/g;
const neutralisedStart = /(?:^'(?=["']*[=+\-@\t\r\n＝＋－＠])|(?<=[;\t\r\n])'(?=["']*[=+\-@＝＋－＠]))/g;

/**
 * Neutralises a text cell that a spreadsheet would read as a formula: an apostrophe goes before each that would start. One goes
 * also before apostrophes that stand there already, which makes the rule reversible. Numbers are not text cells.
 */
export const neutralise = (cell: string): string => cell.replaceAll(formulaStart, "'");

/** The inverse of {@link neutralise}. */
export const restoreNeutralised = (cell: string): string => cell.replaceAll(neutralisedStart, '');
