import { isSameTimeZone } from '@reports/contracts';
import { type Database, rollupZones, type Transaction, tryLock, workspaces } from '@reports/database';
import { and, eq, sql } from 'drizzle-orm';
import {
  instantColumns,
  recordTables,
  type RolledUpKind,
  rolledUpKinds,
  rollupTables,
} from './rollup-tables.ts';

/** How much one transaction does. */
const stepSizes = {
  /** Records that are added to the rollups: those that come in meanwhile wait for it, about half a second. */
  records: 10_000,
  /** Rollups of a zone that is no longer wanted; nobody waits for their deletion. */
  retired: 50_000,
};
const statementTimeoutMs = 120_000;

/** What one transaction did. `elsewhere`: another replica is at it. */
export type Step =
  | { did: 'extended'; kind: RolledUpKind; timezone: string; records: number }
  | { did: 'retired' }
  | { did: 'settled' }
  | { did: 'elsewhere' };

type Zone = typeof rollupZones.$inferSelect;

/**
 * Takes a workspace's rollups one step towards being by the days of its home zone alone; each step is a transaction, and may be
 * the last one of this process: the next step of any process goes on from there.
 *
 * Rollups of the new zone begin with no records, which `covered_from` says, and are extended from the newest records to the
 * oldest. What comes in or changes behind that border is theirs by the triggers, what is before it will be met by the steps. Once they
 * have all records, those of other zones are retired: no trigger keeps them up, and their rows are deleted.
 */
export const takeStep = (database: Database, workspaceId: string, sizes = stepSizes): Promise<Step> =>
  database.withWorkspace(workspaceId, async (transaction) => {
    if (!(await tryLock(transaction, `rollup zones:${workspaceId}`))) return { did: 'elsewhere' };
    await transaction.execute(
      sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true)`,
    );
    const [workspace] = await transaction.select().from(workspaces).where(eq(workspaces.id, workspaceId));
    if (!workspace) return { did: 'settled' };
    const zones = await transaction.select().from(rollupZones);

    const homeZones: Zone[] = [];
    for (const kind of rolledUpKinds) {
      const ofKind = zones.filter((zone) => zone.kind === kind);
      const zone =
        ofKind.find(
          ({ timezone, isRetired }) => !isRetired && isSameTimeZone(timezone, workspace.timezone),
        ) ?? (await beginZone(transaction, { workspaceId, kind, timezone: workspace.timezone, ofKind }));
      homeZones.push(zone);
    }
    const unfinished = homeZones.find(({ coveredFrom }) => coveredFrom !== '-infinity');
    if (unfinished) {
      const { kind, timezone } = unfinished;
      return {
        did: 'extended',
        kind,
        timezone,
        records: await extendZone(transaction, unfinished, sizes.records),
      };
    }
    // By kind, in the order in which whoever writes records locks them: another order could deadlock.
    const others = homeZones.flatMap(({ kind, zoneId }) =>
      zones.filter((zone) => zone.kind === kind && zone.zoneId !== zoneId),
    );
    if (others.some(({ isRetired }) => !isRetired)) {
      for (const zone of others) await retireZone(transaction, zone);
      return { did: 'retired' };
    }
    const [retired] = others;
    if (retired) {
      await deleteRetired(transaction, retired, sizes.retired);
      return { did: 'retired' };
    }
    await transaction
      .update(workspaces)
      .set({ rollupsPendingSince: null, lacksRollups: false })
      // Not what has changed again meanwhile.
      .where(and(eq(workspaces.id, workspaceId), eq(workspaces.timezone, workspace.timezone)));
    return { did: 'settled' };
  });

const ofZone = ({ workspaceId, kind, zoneId }: Pick<Zone, 'workspaceId' | 'kind' | 'zoneId'>) =>
  and(eq(rollupZones.workspaceId, workspaceId), eq(rollupZones.kind, kind), eq(rollupZones.zoneId, zoneId));

const beginZone = async (
  transaction: Transaction,
  { ofKind, ...named }: { workspaceId: string; kind: RolledUpKind; timezone: string; ofKind: Zone[] },
): Promise<Zone> => {
  const taken = new Set(ofKind.map(({ zoneId }) => zoneId));
  let zoneId = 0;
  while (taken.has(zoneId)) zoneId += 1;
  const [zone] = await transaction
    .insert(rollupZones)
    .values({ ...named, zoneId, coveredFrom: 'infinity' })
    .returning();
  if (!zone) throw new Error('The zone of the rollups was not inserted');
  return zone;
};

/** Adds the newest records that the rollups do not have yet; gives their number. */
const extendZone = async (
  transaction: Transaction,
  { workspaceId, kind, zoneId, coveredFrom, records }: Zone,
  max: number,
): Promise<number> => {
  const instant = sql.identifier(instantColumns[kind]);
  // Records of one instant are taken together.
  const [border] = await transaction.execute<{ since: string }>(sql`
    select ${instant}::text as since from ${sql.identifier(recordTables[kind])} where ${instant} < ${coveredFrom}::timestamptz
    order by ${instant} desc offset ${max - 1} limit 1`);
  await transaction.execute(sql`
    select ${sql.identifier(`extend_${kind}_rollups`)}(${workspaceId}, ${zoneId}::smallint,
                                                       ${border?.since ?? '-infinity'}::timestamptz, false)`);
  const [extended] = await transaction
    .select({ records: rollupZones.records })
    .from(rollupZones)
    .where(ofZone({ workspaceId, kind, zoneId }));
  return (extended?.records ?? 0) - records;
};

/** From here on the triggers leave them alone, and no report reads them. */
const retireZone = async (transaction: Transaction, zone: Zone): Promise<void> => {
  await transaction.execute(sql`select lock_rollups(${zone.kind}, array[${zone.workspaceId}])`);
  await transaction.update(rollupZones).set({ isRetired: true, coveredFrom: 'infinity' }).where(ofZone(zone));
};

const deleteRetired = async (transaction: Transaction, zone: Zone, max: number): Promise<void> => {
  for (const { table } of rollupTables[zone.kind]) {
    const name = sql.identifier(table);
    const { count } = await transaction.execute(sql`
      delete from ${name} where workspace_id = ${zone.workspaceId} and ctid = any (array(
        select ctid from ${name} where workspace_id = ${zone.workspaceId} and zone_id = ${zone.zoneId} limit ${max}))`);
    if (count > 0) return;
  }
  await transaction.delete(rollupZones).where(ofZone(zone));
};
