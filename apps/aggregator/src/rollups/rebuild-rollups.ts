import type { Database, Transaction } from '@reports/database';
import { sql, type SQL } from 'drizzle-orm';
import { type RollupTable, rollupTables, type RolledUpKind } from './rollup-tables.ts';

export interface RollupDifference {
  workspaceId: string;
  table: string;
  /** Rollups that differ: other sums, too many or missing. */
  rollups: number;
  /** Up to five of them, `was` before and `is` by the records. */
  examples: { key: Record<string, unknown>; was: unknown; is: unknown }[];
}

const maxExamples = 5;

/** Thrown to roll back; never leaves this file. */
class OnlyVerified extends Error {}

/**
 * Computes a workspace's rollups of one kind again from its records, and says what differs from those that were. With `keep` the
 * new ones replace them; else all is rolled back. Records of the kind wait meanwhile, reports do not.
 */
export const rebuildRollups = async (
  database: Database,
  workspaceId: string,
  kind: RolledUpKind,
  { keep }: { keep: boolean },
): Promise<RollupDifference[]> => {
  const differences: RollupDifference[] = [];
  const work = async (transaction: Transaction) => {
    // Locks the kind's rollups in this workspace before the old ones are looked at.
    await transaction.execute(sql`select lock_cells(${kind}, array[${workspaceId}])`);
    for (const { table } of rollupTables[kind]) {
      await transaction.execute(sql`
        create temporary table ${sql.identifier(`old_${table}`)} on commit drop as select * from ${sql.identifier(table)}`);
      await transaction.execute(
        sql`delete from ${sql.identifier(table)} where workspace_id = ${workspaceId}`,
      );
    }
    await transaction.execute(sql`select ${sql.identifier(`rebuild_${kind}_cells`)}(${workspaceId})`);
    for (const table of rollupTables[kind]) {
      const found = await compare(transaction, table);
      if (found.rollups > 0) differences.push({ workspaceId, table: table.table, ...found });
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

/** A rollup of zeros is as good as none. */
const compare = async (
  transaction: Transaction,
  { table, keys, sums }: RollupTable,
): Promise<Pick<RollupDifference, 'rollups' | 'examples'>> => {
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
    limit ${maxExamples}`);
  return {
    rollups: Number(rows[0]?.total ?? 0),
    examples: [...rows].map((row) => ({ key: row.key, was: row.was, is: row.is })),
  };
};
