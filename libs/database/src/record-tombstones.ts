import type { RecordKind } from '@reports/contracts';
import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from './connect.ts';

/** What a tombstone stands for: one record, or everything of a contact, an agent or a call. */
export type TombstoneKind = RecordKind | 'contact' | 'agent' | 'call';

/**
 * Taken, shared, by whoever stores a workspace's records before it looks for tombstones, and exclusively by whoever writes tombstones before
 * it deletes: so a record is either refused, or there to be deleted. Held to the end of the transaction.
 */
export const lockRecords = (workspaceId: string, mode: 'shared' | 'exclusive'): SQL => {
  const lock = sql.raw(mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock');
  return sql`${lock}(hashtextextended(${`records:${workspaceId}`}, 0))`;
};

/** The version of a tombstone that is written now: what the bus has stored by now is older, whose clock may run a second ahead. */
export const tombstoneVersion = sql`((extract(epoch from clock_timestamp()) + 1) * 1000000000)::bigint`;

/**
 * Refuses the versions of a thing that there are by now; `ids` is a query of one column. Of two tombstones the newer one counts.
 * The caller holds {@link lockRecords}, or deletes what an earlier tombstone of its own covers.
 */
export const buryRecords = async (
  transaction: Transaction,
  { workspaceId, kind, ids }: { workspaceId: string; kind: TombstoneKind; ids: readonly string[] },
): Promise<void> => {
  if (ids.length === 0) return;
  await transaction.execute(sql`
    insert into record_tombstones as stored (workspace_id, kind, id, version)
    select distinct on (id) ${workspaceId}, ${kind}, id, ${tombstoneVersion}
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as id order by id
    on conflict (workspace_id, kind, id) do update
    set version = greatest(stored.version, excluded.version), created_at = now()`);
};

/**
 * Deletes one record, its figures in the rollups by their triggers, and keeps what is still on its way from bringing it back. Gives whether
 * it was there.
 */
export const deleteRecord = async (
  transaction: Transaction,
  { workspaceId, kind, id }: { workspaceId: string; kind: RecordKind; id: string },
): Promise<boolean> => {
  await transaction.execute(sql`select ${lockRecords(workspaceId, 'exclusive')}`);
  await buryRecords(transaction, { workspaceId, kind, ids: [id] });
  if (kind === 'evaluations') {
    await transaction.execute(
      sql`delete from calibrations where workspace_id = ${workspaceId} and call_id = ${id}`,
    );
  }
  const contact = kind === 'calls' ? sql`contact_id` : sql`null`;
  const deleted = await transaction.execute<{ contact: string | null }>(sql`
    delete from ${sql.identifier(kind)} where workspace_id = ${workspaceId} and id = ${id} returning ${contact} as contact`);
  await dropEmptyContactDays(
    transaction,
    workspaceId,
    deleted.flatMap((row) => row.contact ?? []),
  );
  return deleted.length > 0;
};

/** Days on which contacts of deleted calls have none left: found by the contact, since nothing leads to them by day. */
export const dropEmptyContactDays = async (
  transaction: Transaction,
  workspaceId: string,
  contacts: readonly string[],
): Promise<void> => {
  if (contacts.length === 0) return;
  await transaction.execute(sql`
    delete from contact_days
    where workspace_id = ${workspaceId} and zone_id in (select zone_id from rollup_zones where kind = 'calls')
      and contact_id in (select jsonb_array_elements_text(${JSON.stringify([...new Set(contacts)])}::text::jsonb))
      and calls = 0 and connected = 0`);
};
