import type { ReportType } from '@reports/contracts';
import type { ErasureRow, Transaction } from '@reports/database';
import { sql } from 'drizzle-orm';

/** Reports that one round deletes the figures of. */
const batchReports = 50;

/** Whose records the figures of a type name: an agent, or a contact by what a violation says of a call. The rest are sums. */
const named: Record<ReportType, Record<ErasureRow['subject'], boolean>> = {
  call_summary: { agent: false, contact: false },
  qa_performance: { agent: true, contact: false },
  compliance_audit: { agent: true, contact: true },
  agent_coaching: { agent: true, contact: false },
  campaign_performance: { agent: false, contact: false },
};

export interface HeldReport {
  id: string;
  keys: string[];
}

/**
 * Reports that are being made since before the last record was deleted: their figures may hold the person still, and are waited for.
 */
export const isAnyMaking = async (
  transaction: Transaction,
  { workspaceId, recordsRemovedAt }: ErasureRow,
): Promise<boolean> => {
  const [row] = await transaction.execute(sql`
    select 1 from reports where workspace_id = ${workspaceId} and status = 'generating'
      and created_at <= ${recordsRemovedAt?.toISOString()}::timestamptz limit 1`);
  return row !== undefined;
};

/** Some of the reports whose frozen figures may name the person: those of a day with a deleted record, or filtered by the agent. */
export const findHeld = async (
  transaction: Transaction,
  { id, workspaceId, subject, subjectId, recordsRemovedAt }: ErasureRow,
): Promise<HeldReport[]> => {
  const types = (Object.keys(named) as ReportType[]).filter((type) => named[type][subject]);
  const isFiltered =
    subject === 'agent' ? sql`filters -> 'agent_id' @> to_jsonb(${subjectId}::text)` : sql`false`;
  const rows = await transaction.execute<{ id: string; keys: (string | null)[] }>(sql`
    select reports.id, array[file_key, dataset ->> 'summaryKey', dataset ->> 'rowsKey'] as keys
    from reports, erasures
    where reports.workspace_id = ${workspaceId} and erasures.id = ${id} and reports.status = 'completed'
      and erased_at is null and data_as_of <= ${recordsRemovedAt?.toISOString()}::timestamptz
      and (${isFiltered} or reports.type in ${types} and erasures.spans && tstzrange(
        period_from::timestamp at time zone reports.timezone, (period_to + 1)::timestamp at time zone reports.timezone))
    limit ${batchReports}`);
  return rows.map((row) => ({ id: row.id, keys: row.keys.filter((key) => key !== null) }));
};

/** Marks reports whose objects are gone. What is still to be sent of them is not sent. */
export const markErased = async (
  transaction: Transaction,
  { id, workspaceId }: ErasureRow,
  reportIds: readonly string[],
): Promise<void> => {
  const ids = sql`select jsonb_array_elements_text(${JSON.stringify(reportIds)}::text::jsonb)`;
  const marked = await transaction.execute(sql`
    update reports set erased_at = now(), file_retained_until = now(), dataset = null
    where workspace_id = ${workspaceId} and status = 'completed' and erased_at is null and id in (${ids})`);
  await transaction.execute(sql`
    update deliveries set status = 'failed', last_error = 'The records of a person in the report were erased.', next_attempt_at = null
    where workspace_id = ${workspaceId} and status = 'pending' and report_id in (${ids})`);
  await addRemoved(transaction, { id, workspaceId }, { reports: marked.count });
};

/** Adds to what a job says that it has removed. */
export const addRemoved = async (
  transaction: Transaction,
  { id, workspaceId }: Pick<ErasureRow, 'id' | 'workspaceId'>,
  removed: Record<string, number>,
): Promise<void> => {
  await transaction.execute(sql`
    update erasures set removed = removed || (
      select jsonb_object_agg(key, value::bigint + coalesce((removed ->> key)::bigint, 0))
      from jsonb_each_text(${JSON.stringify(removed)}::text::jsonb))
    where workspace_id = ${workspaceId} and id = ${id}`);
};
