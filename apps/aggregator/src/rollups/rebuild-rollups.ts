import { type Database, rollupZones, type Transaction } from '@reports/database';
import { and, eq, sql, type SQL } from 'drizzle-orm';
import { type RollupTable, rollupTables, type RolledUpKind } from './rollup-tables.ts';

export interface RollupDifference {
  workspaceId: string;
  /** Whose days the rollups are by. */
  timezone: string;
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
 * Computes a workspace's rollups of one kind again from its records, zone by zone, and says what differs from those that were. With
 * `keep` the new ones replace them; else all is rolled back. Records of the kind wait meanwhile, reports do not.
 */
export const rebuildRollups = async (
  database: Database,
  workspaceId: string,
  kind: RolledUpKind,
  { keep }: { keep: boolean },
): Promise<RollupDifference[]> => {
  const zones = await database.withWorkspace(workspaceId, (transaction) =>
    transaction
      .select()
      .from(rollupZones)
      .where(and(eq(rollupZones.kind, kind), eq(rollupZones.isRetired, false))),
  );
  const differences: RollupDifference[] = [];
  for (const { zoneId } of zones) {
    try {
      await database.withWorkspace(workspaceId, async (transaction) => {
        differences.push(...(await rebuildZone(transaction, { workspaceId, kind, zoneId })));
        if (!keep) throw new OnlyVerified();
      });
    } catch (error) {
      if (!(error instanceof OnlyVerified)) throw error;
    }
  }
  return differences;
};

const rebuildZone = async (
  transaction: Transaction,
  { workspaceId, kind, zoneId }: { workspaceId: string; kind: RolledUpKind; zoneId: number },
): Promise<RollupDifference[]> => {
  // Locks the kind's rollups in this workspace before the old ones are looked at.
  await transaction.execute(sql`select lock_rollups(${kind}, array[${workspaceId}])`);
  const isZone = and(
    eq(rollupZones.workspaceId, workspaceId),
    eq(rollupZones.kind, kind),
    eq(rollupZones.zoneId, zoneId),
  );
  const [zone] = await transaction.select().from(rollupZones).where(isZone);
  if (!zone || zone.isRetired) return [];
  for (const { table } of rollupTables[kind]) {
    await transaction.execute(sql`
      create temporary table ${sql.identifier(`old_${table}`)} on commit drop as
      select * from ${sql.identifier(table)} where zone_id = ${zoneId}`);
    await transaction.execute(
      sql`delete from ${sql.identifier(table)} where workspace_id = ${workspaceId} and zone_id = ${zoneId}`,
    );
  }
  // Rollups that are still being made hold the records from an instant on: so will these.
  await transaction.update(rollupZones).set({ coveredFrom: 'infinity', records: 0 }).where(isZone);
  await transaction.execute(sql`
    select ${sql.identifier(`extend_${kind}_rollups`)}(${workspaceId}, ${zoneId}::smallint, ${zone.coveredFrom}::timestamptz, true)`);

  const differences: RollupDifference[] = [];
  const differ = { workspaceId, timezone: zone.timezone };
  for (const table of rollupTables[kind]) {
    const found = await compare(transaction, table, zoneId);
    if (found.rollups > 0) differences.push({ ...differ, table: table.table, ...found });
  }
  const [counted] = await transaction.select().from(rollupZones).where(isZone);
  if (counted?.records !== zone.records) {
    const example = { key: { kind }, was: zone.records, is: counted?.records };
    differences.push({ ...differ, table: 'rollup_zones', rollups: 1, examples: [example] });
  }
  return differences;
};

/** A rollup of zeros is as good as none. */
const compare = async (
  transaction: Transaction,
  { table, keys, sums }: RollupTable,
  zoneId: number,
): Promise<Pick<RollupDifference, 'rollups' | 'examples'>> => {
  const list = (names: readonly string[]): SQL =>
    sql.join(
      names.map((name) => sql.identifier(name)),
      sql`, `,
    );
  const side = (name: string): SQL => sql`
    select ${list(keys)}, row(${list(sums)}) as sums, json_build_array(${list(sums)}) as values
    from ${sql.identifier(name)}
    where zone_id = ${zoneId} and (${list(sums)}) <> (${sql.join(
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
