/** A piece of SQL. Values are written into it as literals, since COPY takes no parameters. */
export interface Fragment {
  readonly sql: string;
}

export type SqlValue = string | number | boolean | null | readonly string[] | Fragment;

/**
 * Composes SQL: fragments go in as they are, values as literals.
 *
 *     sql`select * from calls where agent_id = ANY (${agents})`
 */
export const sql = (parts: TemplateStringsArray, ...values: SqlValue[]): Fragment => ({
  sql: parts.reduce((text, part, index) => text + toSql(values[index - 1] ?? null) + part),
});

/** Fragments one after another, `separator` between them. */
export const join = (fragments: readonly Fragment[], separator: string): Fragment => ({
  sql: fragments.map((fragment) => fragment.sql).join(separator),
});

const toSql = (value: SqlValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no number for SQL`);
    return String(value);
  }
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if ('sql' in value) return value.sql;
  return value.length === 0 ? `'{}'::text[]` : `ARRAY[${value.map(quote).join(', ')}]::text[]`;
};

/** As PostgreSQL reads it with standard_conforming_strings on, which every snapshot sets: a backslash is a backslash. */
const quote = (text: string): string => {
  if (text.includes('\0')) throw new TypeError('PostgreSQL has no text with U+0000');
  return `'${text.replaceAll("'", "''")}'`;
};
