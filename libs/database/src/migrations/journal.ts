import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServiceError } from '@reports/service';

/** drizzle-kit's journal: which files there are, and in which order they are applied. */
interface Journal {
  entries: { idx: number; when: number; tag: string }[];
}

/** A file of `libs/database/migrations`. */
export interface Migration {
  /** Its name without `.sql`. */
  tag: string;
  /** The journal's `when`, under which the database notes the file: grows from entry to entry. */
  when: number;
  /** SHA-256 of the file, hexadecimal. */
  hash: string;
  text: string;
  /** The statements, when each runs outside of a transaction; absent: the file is one transaction. */
  statements?: string[];
}

/** The first line of a file that may not run in a transaction, such as `CREATE INDEX CONCURRENTLY`. */
const outsideTransaction = /^-- outside a transaction\b/;
/** Where such a file is cut, on a line of its own: PostgreSQL takes several statements at once as a transaction. */
const breakpoint = /^--> statement-breakpoint$/m;

/** The migrations that this release has. */
export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Reads the journal and its files, in order. Throws `migration_journal_invalid`, naming every fault at once. */
export const readMigrations = (folder: string): Migration[] => {
  const journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as Journal;
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const missing = journal.entries.filter(({ tag }) => !files.includes(`${tag}.sql`));
  const migrations = journal.entries
    .filter((entry) => !missing.includes(entry))
    .map((entry) => readMigration(folder, entry));
  const faults = [
    ...missing.map(({ tag }) => `${tag}.sql is in the journal, but there is no such file`),
    ...files
      .filter((name) => !journal.entries.some(({ tag }) => `${tag}.sql` === name))
      .map((name) => `${name} is not in the journal`),
    ...findOrderFaults(journal),
    ...migrations.flatMap(findStatementFaults),
  ];
  if (faults.length > 0) {
    throw new ServiceError({
      code: 'migration_journal_invalid',
      message: `The migrations do not fit together:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
      fate: 'fault',
    });
  }
  return migrations;
};

const readMigration = (folder: string, { tag, when }: Journal['entries'][number]): Migration => {
  const text = readFileSync(join(folder, `${tag}.sql`), 'utf8');
  return {
    tag,
    when,
    text,
    hash: createHash('sha256').update(text).digest('hex'),
    ...(outsideTransaction.test(text) && {
      statements: text.split(breakpoint).filter((statement) => withoutComments(statement) !== ''),
    }),
  };
};

const findOrderFaults = ({ entries }: Journal): string[] =>
  entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    return [
      ...(entry.idx === index ? [] : [`${entry.tag} has idx ${entry.idx} where ${index} comes`]),
      ...(before && before.when >= entry.when
        ? [`${entry.tag} has a "when" that is not above that of ${before.tag}`]
        : []),
      ...(before && before.tag >= entry.tag
        ? [`${entry.tag} has a number that is not above that of ${before.tag}`]
        : []),
    ];
  });

const withoutComments = (statement: string): string => statement.replaceAll(/--[^\n]*/g, '').trim();

/** A file outside of a transaction may be cut off anywhere and is then run again, from its start. */
const findStatementFaults = ({ tag, statements = [] }: Migration): string[] =>
  statements.flatMap((statement) =>
    /\b(create|drop)\s+(unique\s+)?index\b/i.test(statement) && !/\bif\s+(not\s+)?exists\b/i.test(statement)
      ? [
          `${tag} runs outside of a transaction: write "IF NOT EXISTS" or "IF EXISTS", so that it can be repeated`,
        ]
      : [],
  );

/** The index that a statement makes without locking its table, if it does. */
export const concurrentIndexOf = (statement: string): string | undefined =>
  /\bcreate\s+(?:unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+"?(\w+)"?/i.exec(statement)?.[1];
