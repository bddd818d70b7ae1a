import type { EvaluationRecord, RecordKind } from '@reports/contracts';
import type { TombstoneKind } from '@reports/database';
import { type SQL, sql } from 'drizzle-orm';
import type { RecordTable } from './record-batch.ts';

/**
 * Rows in by one statement each. Of two records with one id, the later in the batch wins inside it (`DISTINCT ON`), and
 * a stored row yields to a newer version alone. The version is raised by a repeat of the same content too, or a correction
 * between the two that arrives late would win.
 *
 * Sorted by id, so that two consumers lock common rows in one order and never deadlock.
 */
const upsert = ({
  table,
  id,
  columns,
  tombstones,
  newest = 'version DESC',
  wins = 'stored.version < excluded.version',
}: {
  table: string;
  /** Name of the id in the record. */
  id: string;
  /** Name and type of the other columns, named as in the record. */
  columns: Record<string, string>;
  /** Which tombstones refuse a record: their kind, by the field that has their id. */
  tombstones: Partial<Record<TombstoneKind, string>>;
  newest?: string;
  wins?: string;
}): RecordTable['statement'] => {
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const fields = Object.entries({ version: 'bigint', [id]: 'text', ...columns });
  const raw = {
    target: sql.raw(`${table} AS stored (workspace_id, id, ${names.join(', ')}, version)`),
    id: sql.raw(id),
    columns: sql.raw(`${names.join(', ')}, version`),
    fields: sql.raw(fields.map(([name, type]) => `"${name}" ${type}`).join(', ')),
    fieldNames: sql.raw(fields.map(([name]) => `"${name}"`).join(', ')),
    newest: sql.raw(newest),
    assignments: sql.raw([...names, 'version'].map((name) => `${name} = excluded.${name}`).join(', ')),
    wins: sql.raw(wins),
  };
  const isAlive = (workspaceId: string): SQL =>
    sql.join(
      Object.entries(tombstones).map(
        ([kind, field]) => sql`NOT EXISTS (
          SELECT FROM record_tombstones AS tombstone
          WHERE tombstone.workspace_id = ${workspaceId} AND tombstone.kind = ${kind}
            AND tombstone.id = records.${sql.raw(field)} AND tombstone.version >= records.version)`,
      ),
      sql` AND `,
    );
  return (workspaceId, rows, { hasTombstones }) => sql`
    INSERT INTO ${raw.target}
    SELECT DISTINCT ON (${raw.id}) ${workspaceId}::text, ${raw.id}, ${raw.columns}
    FROM ROWS FROM (json_to_recordset(${rows}::text::json) AS (${raw.fields}))
      WITH ORDINALITY AS records (${raw.fieldNames}, position)
    WHERE ${hasTombstones ? isAlive(workspaceId) : sql`true`}
    ORDER BY ${raw.id}, ${raw.newest}, position DESC
    ON CONFLICT (workspace_id, id) DO UPDATE SET ${raw.assignments}
    WHERE ${raw.wins}`;
};

const evaluationRow = ({ parameters, ...evaluation }: EvaluationRecord) => ({
  ...evaluation,
  parameters: parameters.map(({ parameter }) => parameter),
  parameter_scores: parameters.map(({ score }) => score),
  parameter_max_scores: parameters.map(({ max_score }) => max_score),
  parameter_passed: parameters.map(({ passed }) => passed),
});

const evaluationColumns = {
  campaign_id: 'text',
  agent_id: 'text',
  evaluated_at: 'timestamptz',
  score: 'numeric',
  passed: 'boolean',
  language: 'text',
  parameters: 'text[]',
  parameter_scores: 'numeric[]',
  parameter_max_scores: 'numeric[]',
  parameter_passed: 'boolean[]',
  evaluator_id: 'text',
  kind: 'text',
  auto_failed: 'boolean',
  disputed: 'boolean',
};

const newestEvaluation = {
  newest: 'evaluated_at DESC, version DESC',
  wins: '(stored.evaluated_at, stored.version) < (excluded.evaluated_at, excluded.version)',
};

/** Of one call each evaluator has one calibration. No id has a line break. */
export const calibrations: RecordTable = {
  toRow: (evaluation: EvaluationRecord) => ({
    ...evaluationRow(evaluation),
    calibration_id: `${evaluation.call_id}\n${evaluation.evaluator_id ?? ''}`,
  }),
  statement: upsert({
    table: 'calibrations',
    id: 'calibration_id',
    tombstones: { evaluations: 'call_id', call: 'call_id', agent: 'agent_id' },
    columns: { call_id: 'text', ...evaluationColumns },
    ...newestEvaluation,
  }),
};

export const recordTables: Record<RecordKind, RecordTable> = {
  calls: {
    statement: upsert({
      table: 'calls',
      id: 'call_id',
      tombstones: { calls: 'call_id', call: 'call_id', contact: 'contact_id', agent: 'agent_id' },
      columns: {
        campaign_id: 'text',
        agent_id: 'text',
        contact_id: 'text',
        started_at: 'timestamptz',
        duration_seconds: 'integer',
        connected: 'boolean',
        disposition: 'text',
        language: 'text',
        sentiment: 'text',
      },
    }),
  },
  evaluations: {
    toRow: evaluationRow,
    // A call has one evaluation: the newest `evaluated_at` wins, then the newest version.
    statement: upsert({
      table: 'evaluations',
      id: 'call_id',
      tombstones: { evaluations: 'call_id', call: 'call_id', agent: 'agent_id' },
      columns: evaluationColumns,
      ...newestEvaluation,
    }),
  },
  compliance_checks: {
    statement: upsert({
      table: 'compliance_checks',
      id: 'check_id',
      tombstones: { compliance_checks: 'check_id', call: 'call_id', agent: 'agent_id' },
      columns: {
        call_id: 'text',
        campaign_id: 'text',
        agent_id: 'text',
        checked_at: 'timestamptz',
        check: 'text',
        passed: 'boolean',
        severity: 'text',
        detail: 'text',
        language: 'text',
        evidence_url: 'text',
        remediation: 'text',
        resolved_at: 'timestamptz',
      },
    }),
  },
  agents: {
    statement: upsert({
      table: 'agents',
      id: 'agent_id',
      tombstones: { agents: 'agent_id', agent: 'agent_id' },
      columns: { name: 'text', team: 'text' },
    }),
  },
  campaigns: {
    statement: upsert({
      table: 'campaigns',
      id: 'campaign_id',
      tombstones: { campaigns: 'campaign_id' },
      columns: { name: 'text' },
    }),
  },
};
