/** A piece of SQL. Values are written into it as literals, since COPY takes no parameters. */
export interface Fragment {
  readonly [brand]: true;
  readonly sql: string;
}

/** What this file alone can make, so that no object from elsewhere, parsed from JSON say, is taken for SQL. */
const brand = Symbol('Fragment');

const fragment = (text: string): Fragment => ({ [brand]: true, sql: text });

export type SqlValue = string | number | boolean | null | readonly string[] | Fragment;

/**
 * Composes SQL: fragments go in as they are, values as literals.
 *
 *     sql`select * from calls where agent_id = ANY (${agents})`
 */
export const sql = (parts: TemplateStringsArray, ...values: SqlValue[]): Fragment =>
  fragment(parts.reduce((text, part, index) => text + toSql(values[index - 1] ?? null) + part));

/** Fragments one after another, `separator` between them. */
export const join = (fragments: readonly Fragment[], separator: string): Fragment =>
  fragment(fragments.map(toSql).join(separator));

const toSql = (value: SqlValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no number for SQL`);
    return String(value);
  }
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (brand in value) return value.sql;
  if (!Array.isArray(value)) throw new TypeError('Only what sql`…` made goes into SQL as it is');
  return value.length === 0 ? `'{}'::text[]` : `ARRAY[${value.map(quote).join(', ')}]::text[]`;
};

/** As PostgreSQL reads it with standard_conforming_strings on, which every snapshot sets: a backslash is a backslash. */
const quote = (text: string): string => {
  if (text.includes('\0')) throw new TypeError('PostgreSQL has no text with U+0000');
  return `'${text.replaceAll("'", "''")}'`;
};
