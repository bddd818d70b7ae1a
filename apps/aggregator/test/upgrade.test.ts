import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportRequest } from '@reports/contracts';
import { connectDatabase, migrate, rollupZones, workspaces } from '@reports/database';
import { createTestBucket, createTestDatabase } from '@reports/local-platform/testing';
import { connectStorage } from '@reports/storage';
import { eq, sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createBuildDataset } from '../src/datasets/build-dataset.ts';
import { createMetrics } from '../src/metrics.ts';
import { readRecords } from '../src/records/read-records.ts';
import { recordTables } from '../src/records/record-tables.ts';
import { createStoreRecords } from '../src/records/store-records.ts';
import { toBatch } from '../src/records/to-batch.ts';
import { rebuildRollups } from '../src/rollups/rebuild-rollups.ts';
import { rolledUpKinds } from '../src/rollups/rollup-tables.ts';
import { takeStep } from '../src/rollups/settle-zones.ts';
import { anAttempt } from './aggregator.ts';
import { call } from './call-record.ts';

const migrations = fileURLToPath(new URL('../../../libs/database/migrations', import.meta.url));

/** The migrations before the one of that tag, in a folder of their own. */
const migrationsBefore = (tag: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  const journal = JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string }[];
  };
  journal.entries = journal.entries.slice(
    0,
    journal.entries.findIndex((entry) => entry.tag === tag),
  );
  for (const entry of journal.entries) {
    cpSync(join(migrations, `${entry.tag}.sql`), join(folder, `${entry.tag}.sql`));
  }
  cpSync(join(migrations, 'meta'), join(folder, 'meta'), { recursive: true });
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify(journal));
  return folder;
};

test('rollups of a database of the release before get their zone while records come in; none is written again', async () => {
  const server = await createTestDatabase({ migrated: false });
  await migrate(server, { folder: migrationsBefore('0101_workspace_time_zones') });
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
  const database = connectDatabase({ url: server.appUrl, applicationName: 'test' });
  try {
    await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B')`);
    let sent = 0;
    const send = async () => {
      sent += 1;
      const records = Array.from({ length: 20 }, (_, number) =>
        call(`call_${sent}_${number}`, {
          contact_id: `con_${number % 7}`,
          started_at: `2024-01-${10 + (sent % 9)}T10:00:00Z`,
        }),
      );
      const rows = JSON.stringify(records.map((record) => ({ version: sent, ...record })));
      // As all releases do, also those that know of no deleted records yet.
      await database.withWorkspace('ws_a', async (transaction) => {
        await transaction.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, 'ws_a'));
        await transaction.execute(recordTables.calls.statement('ws_a', rows, { hasTombstones: false }));
      });
    };
    for (let message = 0; message < 20; message += 1) await send();
    /** Another file would mean that the table was written again. */
    const filesOf = async (...names: string[]) => {
      const nodes = names.map((name) => `pg_relation_filenode('${name}')`).join(', ');
      const [row] = await owner.orm.execute(sql.raw(`select array[${nodes}]::text as files`));
      return row?.files;
    };
    const files = await filesOf('call_cells', 'contact_days');

    const migrated = new AbortController();
    const writers = Array.from({ length: 2 }, async () => {
      while (!migrated.signal.aborted) await send();
    });
    await migrate(server);
    migrated.abort();
    await Promise.all(writers);

    expect(await filesOf('call_rollups', 'contact_days')).toBe(files);
    for (const kind of rolledUpKinds) {
      expect(await rebuildRollups(database, 'ws_a', kind, { keep: false })).toEqual([]);
    }
    const zones = await database.withWorkspace('ws_a', (transaction) =>
      transaction.select().from(rollupZones),
    );
    expect(zones).toHaveLength(3);
    expect(zones.find(({ kind }) => kind === 'calls')).toMatchObject({
      zoneId: 0,
      timezone: 'UTC',
      coveredFrom: '-infinity',
      records: sent * 20,
      newestVersion: BigInt(sent),
    });
    await owner.orm.execute(
      sql`insert into workspaces (id, name, timezone) values ('ws_c', 'C', 'Asia/Kolkata')`,
    );
    const made = await database.withWorkspace('ws_c', (transaction) =>
      transaction.select().from(rollupZones),
    );
    expect(made.map(({ timezone }) => timezone)).toEqual(rolledUpKinds.map(() => 'Asia/Kolkata'));
  } finally {
    await Promise.all([owner.close(), database.close()]);
    await server.drop();
  }
}, 60_000);

const evaluation = (number: number) => ({
  call_id: `call_${number}`,
  agent_id: `agt_${number % 3}`,
  campaign_id: 'cmp_1',
  language: number % 2 === 0 ? 'en' : 'hi',
  evaluated_at: `2024-01-${String(1 + (number % 31)).padStart(2, '0')}T10:00:00Z`,
  score: 50 + (number % 40),
  passed: number % 5 > 0,
  parameters: [{ parameter: 'Greeting', score: number % 10, max_score: 10, passed: number % 10 > 6 }],
});

test('rollups that a release brings are made in the background: reports are right before, while and after, and records come in', async () => {
  const server = await createTestDatabase({ migrated: false });
  await migrate(server, { folder: migrationsBefore('0150_lacks_rollups') });
  const bucket = await createTestBucket();
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 1 });
  const database = connectDatabase({ url: server.appUrl, applicationName: 'test' });
  const storage = connectStorage({ ...bucket, retentionDays: {} });
  const build = createBuildDataset({ database, storage, metrics: createMetrics(new Registry()) });
  try {
    await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A')`);
    const store = createStoreRecords({ database });
    let sent = 0;
    const send = async () => {
      const records = Array.from({ length: 20 }, (_, place) => evaluation(20 * sent + place));
      sent += 1;
      const batch = toBatch('evaluations', readRecords('evaluations', records), BigInt(sent));
      await store('ws_a', 'evaluations', [batch]);
    };
    /** As a release without the columns of today writes them. */
    const sendAsBefore = async () => {
      const records = Array.from({ length: 20 }, (_, place) => evaluation(20 * sent + place));
      sent += 1;
      await database.withWorkspace('ws_a', (transaction) =>
        transaction.execute(sql`
          insert into evaluations (workspace_id, id, campaign_id, agent_id, evaluated_at, score, passed, language, parameters,
                                   parameter_scores, parameter_max_scores, parameter_passed, version)
          select 'ws_a', call_id, campaign_id, agent_id, evaluated_at, score, passed, language, array[line ->> 'parameter'],
                 array[(line ->> 'score')::numeric], array[(line ->> 'max_score')::numeric], array[(line ->> 'passed')::boolean], ${sent}
          from jsonb_to_recordset(${JSON.stringify(records)}::text::jsonb) as records (
            call_id text, campaign_id text, agent_id text, evaluated_at timestamptz, score numeric, passed boolean, language text,
            parameters jsonb)
          cross join lateral jsonb_array_elements(parameters) as line`),
      );
    };
    for (let message = 0; message < 10; message += 1) await sendAsBefore();
    /** What cuts through the month, and what asks for a language. */
    const evaluationsOf = async (asked: Partial<ReportRequest>): Promise<number> => {
      const { rowsKey } = await build(
        {
          report_id: 'rpt_1',
          workspace_id: 'ws_a',
          workspace_name: 'A',
          type: 'qa_performance',
          format: 'csv',
          from: '2024-01-02',
          to: '2024-01-30',
          timezone: 'UTC',
          filters: {},
          ...asked,
        },
        anAttempt(),
      );
      const [, ...rows] = (await storage.getBuffer(rowsKey)).toString().trim().split('\r\n');
      return rows.reduce((sum, row) => sum + Number(row.split(',')[5]), 0);
    };
    const month = { from: '2024-01-01', to: '2024-01-31', filters: { language: 'hi' } };
    const expectFigures = async () => {
      const all = Array.from({ length: 20 * sent }, (_, number) => evaluation(number));
      const inside = all.filter(({ evaluated_at: at }) => at > '2024-01-02' && at < '2024-01-31');
      expect(await evaluationsOf({})).toBe(inside.length);
      expect(await evaluationsOf(month)).toBe(all.filter(({ language }) => language === 'hi').length);
    };

    const migrated = new AbortController();
    const writer = (async () => {
      while (!migrated.signal.aborted) await sendAsBefore();
    })();
    await migrate(server);
    migrated.abort();
    await writer;
    await expectFigures();

    const sizes = { records: 50, retired: 50 };
    expect(await takeStep(database, 'ws_a', sizes)).toMatchObject({
      did: 'extended',
      kind: 'agent_evaluations',
    });
    await expectFigures();
    await send();
    await expectFigures();
    while ((await takeStep(database, 'ws_a', sizes)).did !== 'settled');
    await send();
    await expectFigures();
    expect(await rebuildRollups(database, 'ws_a', 'agent_evaluations', { keep: false })).toEqual([]);
    const [workspace] = await owner.orm.select().from(workspaces);
    expect(workspace?.lacksRollups).toBe(false);

    // What shows that they are read: days are taken away from the month.
    await owner.orm.execute(sql`
      update fine_agent_parameter_rollups
      set evaluations = evaluations + case grain when 'day' then -1000 else 1000 end`);
    expect(await evaluationsOf({})).toBeGreaterThan(1000);
    expect(await evaluationsOf(month)).toBeGreaterThan(1000);
  } finally {
    await Promise.all([owner.close(), database.close()]);
    await server.drop();
  }
}, 60_000);
