import { buryRecords, dropEmptyContactDays, type ErasureRow, type Transaction } from '@reports/database';
import { type SQL, sql } from 'drizzle-orm';
import { instantColumns, type RolledUpRecords, rolledUpRecords } from '../rollups/rollup-tables.ts';

/** Records that one transaction deletes at most: those that come in meanwhile wait for it. */
export const batchRecords = 2_000;

/** What a batch deleted of each kind. None: nothing of the person is left. */
export type Removed = Partial<Record<RolledUpRecords | 'agents', number>>;

type Erasure = Pick<ErasureRow, 'id' | 'workspaceId' | 'subject' | 'subjectId'>;

/** Deletes some of what there is of a person; rollups follow by their triggers. Each row that goes leaves a tombstone. */
export const eraseBatch = (
  transaction: Transaction,
  erasure: Erasure,
  max = batchRecords,
): Promise<Removed> => {
  switch (erasure.subject) {
    case 'contact':
      return eraseContact(transaction, erasure, max);
    case 'agent':
      return eraseAgent(transaction, erasure, max);
    default:
      return erasure.subject satisfies never;
  }
};

/**
 * A contact's calls, with the evaluation and the checks of each. Figures name a contact nowhere but for what a violation says of a call, so
 * the instants of failed checks are noted.
 */
const eraseContact = async (
  transaction: Transaction,
  { id, workspaceId, subjectId }: Erasure,
  max: number,
): Promise<Removed> => {
  const callIds = await findCalls(transaction, workspaceId, subjectId, max);
  await dropEmptyContactDays(transaction, workspaceId, [subjectId]);
  if (callIds.length === 0) return {};
  const listed = listOf(callIds);
  // A tombstone of each call first: its evaluation and checks that are on their way are refused from the commit on.
  await buryRecords(transaction, { workspaceId, kind: 'call', ids: callIds });
  const remove = (kind: RolledUpRecords, chosen: SQL) =>
    deleteRecords(transaction, { workspaceId, kind, chosen });
  // Whenever they were made: nothing says that a check follows its call.
  const checks = await remove('compliance_checks', sql`call_id in ${listed}`);
  await noteSpans(
    transaction,
    { id, workspaceId },
    checks.filter(({ passed }) => !passed),
  );
  const calibrations = await deleteCalibrations(transaction, workspaceId, sql`call_id in ${listed}`);
  const removed = {
    evaluations: (await remove('evaluations', sql`id in ${listed}`)).length + calibrations.length,
    compliance_checks: checks.length,
    calls: (await remove('calls', sql`id in ${listed}`)).length,
  };
  await dropEmptyContactDays(transaction, workspaceId, [subjectId]);
  return removed;
};

/**
 * Found by the days that the contact has calls on, which are kept for the count of distinct contacts: an index of calls by contact would cost
 * every call that comes in. Ids; a day more on each side, for zones whose midnight comes twice.
 */
const findCalls = async (
  transaction: Transaction,
  workspaceId: string,
  contactId: string,
  max: number,
): Promise<string[]> => {
  const calls = await transaction.execute<{ id: string }>(sql`
    with days as materialized (
      select distinct day, timezone
      from contact_days join rollup_zones using (workspace_id, zone_id)
      where workspace_id = ${workspaceId} and contact_id = ${contactId} and calls > 0
        and kind = 'calls' and covered_from = '-infinity' and not is_retired
    )
    select distinct found.id
    from days cross join lateral (
      select id from calls
      where workspace_id = ${workspaceId} and contact_id = ${contactId}
        and started_at >= (day - 1)::timestamp at time zone timezone
        and started_at < (day + 2)::timestamp at time zone timezone
      offset 0
    ) as found
    limit ${max}`);
  return calls.map(({ id }) => id);
};

/** An agent's calls, evaluations and checks, a kind at a time, then the name; and the rollups that carry it. */
const eraseAgent = async (
  transaction: Transaction,
  { id, workspaceId, subjectId }: Erasure,
  max: number,
): Promise<Removed> => {
  const calibrated = await eraseCalibrated(transaction, { workspaceId, subjectId }, max);
  if (calibrated.length > 0) {
    await noteSpans(transaction, { id, workspaceId }, calibrated);
    return { evaluations: calibrated.length };
  }
  for (const kind of rolledUpRecords) {
    const instant = sql.identifier(instantColumns[kind]);
    const chosen = sql`agent_id = ${subjectId} order by ${instant} limit ${max}`;
    const deleted = await deleteRecords(transaction, { workspaceId, kind, chosen });
    if (deleted.length === 0) continue;
    if (kind === 'evaluations') {
      const ids = deleted.map((row) => row.id);
      deleted.push(...(await deleteCalibrations(transaction, workspaceId, sql`call_id in ${listOf(ids)}`)));
    }
    await noteSpans(transaction, { id, workspaceId }, deleted);
    return { [kind]: deleted.length };
  }
  for (const [table, count] of agentRollups) {
    await transaction.execute(sql`
      delete from ${sql.identifier(table)}
      where workspace_id = ${workspaceId} and agent_id = ${subjectId} and ${sql.identifier(count)} = 0`);
  }
  const names = await transaction.execute(
    sql`delete from agents where workspace_id = ${workspaceId} and id = ${subjectId}`,
  );
  return names.count > 0 ? { agents: names.count } : {};
};

/** An agent's calibrations, with all that is an evaluation of their calls: one tombstone refuses both. */
const eraseCalibrated = async (
  transaction: Transaction,
  { workspaceId, subjectId }: Pick<Erasure, 'workspaceId' | 'subjectId'>,
  max: number,
): Promise<Deleted[]> => {
  const calls = await transaction.execute<{ id: string }>(sql`
    select distinct call_id as id from calibrations
    where workspace_id = ${workspaceId} and agent_id = ${subjectId} limit ${max}`);
  if (calls.length === 0) return [];
  const ids = calls.map((call) => call.id);
  const listed = listOf(ids);
  const evaluations = await deleteRecords(transaction, {
    workspaceId,
    kind: 'evaluations',
    chosen: sql`id in ${listed}`,
  });
  const calibrations = await deleteCalibrations(transaction, workspaceId, sql`call_id in ${listed}`);
  await buryRecords(transaction, { workspaceId, kind: 'evaluations', ids });
  return [...evaluations, ...calibrations];
};

const listOf = (ids: readonly string[]): SQL =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;

/** Rollups that name agents, with the sum that is zero where nothing is left. */
const agentRollups = [
  ['agent_call_rollups', 'calls'],
  ['agent_qa_rollups', 'evaluations'],
  ['agent_parameter_rollups', 'evaluations'],
  ['fine_agent_call_rollups', 'calls'],
  ['agent_check_rollups', 'checks'],
  ['fine_agent_qa_rollups', 'evaluations'],
  ['fine_agent_parameter_rollups', 'evaluations'],
] as const;

interface Deleted {
  [column: string]: unknown;
  id: string;
  at: string;
  passed: boolean | null;
}

/** In the order of their ids, as whoever stores corrections locks them. */
const deleteRecords = async (
  transaction: Transaction,
  { workspaceId, kind, chosen }: { workspaceId: string; kind: RolledUpRecords; chosen: SQL },
): Promise<Deleted[]> => {
  const [table, instant] = [sql.identifier(kind), sql.identifier(instantColumns[kind])];
  const passed = kind === 'calls' ? sql`null::boolean` : sql`passed`;
  const deleted = await transaction.execute<Deleted>(sql`
    with chosen as materialized (select id from ${table} where workspace_id = ${workspaceId} and ${chosen}),
    locked as (
      select id from ${table} where workspace_id = ${workspaceId} and id in (select id from chosen) order by id for update
    )
    delete from ${table} using locked where workspace_id = ${workspaceId} and ${table}.id = locked.id
    returning ${table}.id, ${instant}::text as at, ${passed} as passed`);
  await buryRecords(transaction, { workspaceId, kind, ids: deleted.map((row) => row.id) });
  return [...deleted];
};

const deleteCalibrations = async (
  transaction: Transaction,
  workspaceId: string,
  chosen: SQL,
): Promise<Deleted[]> => [
  ...(await transaction.execute<Deleted>(sql`
    delete from calibrations
    where workspace_id = ${workspaceId}
      and ${chosen}
    returning id, evaluated_at::text as at, passed`)),
];

const noteSpans = async (
  transaction: Transaction,
  { id, workspaceId }: Pick<Erasure, 'id' | 'workspaceId'>,
  deleted: readonly Deleted[],
): Promise<void> => {
  if (deleted.length === 0) return;
  const instants = JSON.stringify(deleted.map(({ at }) => at));
  await transaction.execute(sql`
    update erasures set spans = spans + (
      select range_agg(tstzrange(quarter, quarter + interval '15 minutes'))
      from (
        select distinct date_bin('15 minutes', at::timestamptz, '1970-01-01T00:00:00Z') as quarter
        from jsonb_array_elements_text(${instants}::text::jsonb) as at
      ) as quarters)
    where workspace_id = ${workspaceId} and id = ${id}`);
};
