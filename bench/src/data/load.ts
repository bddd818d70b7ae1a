import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import pLimit from 'p-limit';
import type { Sql, TransactionSql } from 'postgres';

/** More are exported in several files, so that neither the reference nor the disk must hold them all at once. */
const rowsPerFile = 2_000_000;

/** How each table's rows leave the reference database for ours: columns of ours, and what fills them from `chosen`, rows of the table. */
const exportsOf = (schema: string): Record<string, { columns: string; select: string }> => ({
  campaigns: { columns: 'id, name', select: 'SELECT id, name FROM chosen' },
  agents: { columns: 'id, name, team', select: 'SELECT id, name, team FROM chosen' },
  calls: {
    columns:
      'id, campaign_id, agent_id, contact_id, started_at, duration_seconds, connected, disposition, language, sentiment',
    select: 'SELECT * FROM chosen',
  },
  evaluations: {
    columns:
      'id, campaign_id, agent_id, language, evaluated_at, score, passed, parameters, parameter_scores, parameter_max_scores, parameter_passed',
    select: `
      SELECT chosen.*, lines.* EXCLUDE (id)
      FROM chosen
      JOIN (
        SELECT id, '{' || string_agg('"' || parameter || '"', ',' ORDER BY position) || '}',
               '{' || string_agg(score, ',' ORDER BY position) || '}',
               '{' || string_agg(max_score, ',' ORDER BY position) || '}',
               '{' || string_agg(passed, ',' ORDER BY position) || '}'
        FROM ${schema}.evaluation_lines WHERE id IN (SELECT id FROM chosen) GROUP BY id
      ) AS lines USING (id)
      ORDER BY id`,
  },
  compliance_checks: {
    columns: 'id, call_id, campaign_id, agent_id, checked_at, passed, language, "check", severity, detail',
    select: 'SELECT * FROM chosen',
  },
});

const recordTables = ['calls', 'evaluations', 'compliance_checks'] as const;
/** Those that take longest first. */
const rollupKinds = [
  'agent_evaluations',
  ...recordTables,
  'checked_calls',
  'evaluation_scores',
  'agent_checks',
  'agent_calls',
] as const;

/** Makes a workspace's rollups from its rows, by UTC days and by those of another zone, as the aggregator's own rebuild does. */
const rebuildRollups = async (
  owner: Sql,
  workspaceId: string,
  otherZone: string | undefined,
): Promise<void> => {
  if (otherZone !== undefined) {
    await owner`
    INSERT INTO rollup_zones (workspace_id, kind, zone_id, timezone, covered_from)
    SELECT ${workspaceId}, kind, 1, ${otherZone}, 'infinity' FROM unnest(${[...rollupKinds]}::text[]) AS kind`;
  }
  await owner`UPDATE rollup_zones SET covered_from = 'infinity' WHERE workspace_id = ${workspaceId}`;
  // A kind's rollups wait for no other's.
  const inTurn = pLimit(2);
  const make = (kind: string) =>
    owner.begin(async (transaction) => {
      await transaction`set local work_mem = '256MB'`;
      for (const zoneId of otherZone === undefined ? [0] : [0, 1]) {
        await transaction.unsafe(`SELECT extend_${kind}_rollups($1, $2::smallint, '-infinity', true)`, [
          workspaceId,
          zoneId,
        ]);
      }
    });
  await Promise.all(rollupKinds.map((kind) => inTurn(() => make(kind))));
};

/** How many rows a table of the reference database has; undefined where it has no such table. */
const countRows = async (
  connection: DuckDBConnection,
  schema: string,
  table: string,
): Promise<number | undefined> => {
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM information_schema.tables WHERE table_schema = '${schema}' AND table_name = '${table}'`,
  );
  if (found.currentRowCount === 0) return undefined;
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${schema}.${table}`);
  return Number(counted.getRows()[0]?.[0]);
};

/**
 * Fills a table. One without rows has its indexes, but for its key, made after them: into all of them at once, millions of rows take far longer. All in one
 * transaction, so that one that is cut off leaves the indexes as they were.
 */
const fillTable = async (
  owner: Sql,
  table: string,
  copyRows: (transaction: TransactionSql) => Promise<void>,
): Promise<void> => {
  await owner.begin(async (transaction) => {
    await transaction`set local maintenance_work_mem = '1GB'`;
    const [found] = await transaction<{ has_rows: boolean }[]>`
      SELECT EXISTS (SELECT FROM ${transaction(table)}) AS has_rows`;
    const indexes = found?.has_rows
      ? []
      : await transaction<{ name: string; definition: string }[]>`
          SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
          FROM pg_index WHERE indrelid = ${table}::regclass AND NOT indisprimary`;
    for (const { name } of indexes) await transaction.unsafe(`DROP INDEX ${name}`);
    await copyRows(transaction);
    for (const { definition } of indexes) await transaction.unsafe(definition);
  });
};

/**
 * Copies the rows of one schema of the reference database into a workspace of ours, the same rows to the byte: as CSV
 * files through COPY with the triggers off, then the rollups all at once.
 */
export const loadWorkspace = async (
  { owner, reference, directory }: { owner: Sql; reference: DuckDBConnection; directory: string },
  { schema, workspaceId, otherZone }: { schema: string; workspaceId: string; otherZone: string | undefined },
): Promise<void> => {
  const files = join(directory, 'exports');
  mkdirSync(files, { recursive: true });
  for (const table of recordTables) await owner.unsafe(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const [table, { columns, select }] of Object.entries(exportsOf(schema))) {
    const count = await countRows(reference, schema, table);
    if (count === undefined) continue;
    await fillTable(owner, table, async (transaction) => {
      for (let first = 0; first < count; first += rowsPerFile) {
        const file = join(files, `${schema}-${table}.csv`);
        await reference.run(`
          COPY (
            WITH chosen AS MATERIALIZED (SELECT * FROM ${schema}.${table} LIMIT ${rowsPerFile} OFFSET ${first})
            SELECT '${workspaceId}', *, 1 FROM (${select})
          ) TO '${file}' (FORMAT csv, HEADER false)`);
        const sink = await transaction
          .unsafe(`COPY ${table} (workspace_id, ${columns}, version) FROM STDIN (FORMAT csv)`)
          .writable();
        await pipeline(createReadStream(file), sink);
        rmSync(file);
      }
    });
  }
  for (const table of recordTables) await owner.unsafe(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  await rebuildRollups(owner, workspaceId, otherZone);
};
