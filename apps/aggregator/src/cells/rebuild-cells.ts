import type { Database, Transaction } from '@reports/database';
import { sql, type SQL } from 'drizzle-orm';
import { type CellTable, cellTables, type RolledUpKind } from './cell-tables.ts';

export interface CellDifference {
  workspaceId: string;
  table: string;
  /** Cells that differ: other sums, too many or missing. */
  cells: number;
  /** Up to five of them, `was` before and `is` by the records. */
  examples: { key: Record<string, unknown>; was: unknown; is: unknown }[];
}

const mostExamples = 5;

/** Thrown to roll back; never leaves this file. */
class OnlyVerified extends Error {}

/**
 * Computes a workspace's cells of one kind anew from its records, and says what differs from those that were. With `keep` the
 * new ones replace them; else all is rolled back. Records of the kind wait meanwhile, reports do not.
 */
export const rebuildCells = async (
  database: Database,
  workspaceId: string,
  kind: RolledUpKind,
  { keep }: { keep: boolean },
): Promise<CellDifference[]> => {
  const differences: CellDifference[] = [];
  const work = async (transaction: Transaction) => {
    // Locks the kind's cells in this workspace before the old ones are looked at.
    await transaction.execute(sql`select lock_cells(${kind}, array[${workspaceId}])`);
    for (const { table } of cellTables[kind]) {
      await transaction.execute(sql`
        create temporary table ${sql.identifier(`old_${table}`)} on commit drop as select * from ${sql.identifier(table)}`);
      await transaction.execute(sql`delete from ${sql.identifier(table)}`);
    }
    await transaction.execute(sql`select ${sql.identifier(`rebuild_${kind}_cells`)}(${workspaceId})`);
    for (const table of cellTables[kind]) {
      const found = await compare(transaction, table);
      if (found.cells > 0) differences.push({ workspaceId, table: table.table, ...found });
    }
    if (!keep) throw new OnlyVerified();
  };
  try {
    await database.withWorkspace(workspaceId, work);
  } catch (error) {
    if (!(error instanceof OnlyVerified)) throw error;
  }
  return differences;
};

/** A cell of zeros is as good as none. */
const compare = async (
  transaction: Transaction,
  { table, keys, sums }: CellTable,
): Promise<Pick<CellDifference, 'cells' | 'examples'>> => {
  const list = (names: readonly string[]): SQL =>
    sql.join(
      names.map((name) => sql.identifier(name)),
      sql`, `,
    );
  const side = (name: string): SQL => sql`
    select ${list(keys)}, row(${list(sums)}) as sums, json_build_array(${list(sums)}) as values
    from ${sql.identifier(name)}
    where (${list(sums)}) <> (${sql.join(
      sums.map(() => sql`0`),
      sql`, `,
    )})`;
  const key = sql.join(
    keys.map((name) => sql`${name}::text, ${sql.identifier(name)}`),
    sql`, `,
  );
  const rows = await transaction.execute<{
    total: string;
    key: Record<string, unknown>;
    was: unknown;
    is: unknown;
  }>(sql`
    select count(*) over () as total, json_build_object(${key}) as key, old.values as was, new.values as is
    from (${side(`old_${table}`)}) as old
    full join (${side(table)}) as new using (${list(keys)})
    where old.sums is distinct from new.sums
    order by ${list(keys)}
    limit ${mostExamples}`);
  return {
    cells: Number(rows[0]?.total ?? 0),
    examples: [...rows].map((row) => ({ key: row.key, was: row.was, is: row.is })),
  };
};
