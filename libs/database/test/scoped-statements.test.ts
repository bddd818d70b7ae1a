import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@reports/local-platform/testing';
import { connectDatabase, type Database, inWorkspace, reports } from '@reports/database';
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuseUnscoped } from '../src/scoped-statements.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

let server: TestDatabase;
let owner: Database;

beforeAll(async () => {
  server = await createTestDatabase();
  // Row-level security does not hold for this role, as after a mistake of an operator.
  owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test' });
  await owner.orm.execute(sql`insert into workspaces (id, name) values ('ws_a', 'A'), ('ws_b', 'B')`);
  for (const workspaceId of ['ws_a', 'ws_b']) {
    await owner.orm.insert(reports).values({
      id: `rpt_${workspaceId}`,
      workspaceId,
      type: 'qa_performance',
      format: 'json',
      periodFrom: '2024-01-01',
      periodTo: '2024-01-31',
      timezone: 'UTC',
    });
  }
});
afterAll(async () => {
  await owner.close();
  await server.drop();
});

const idsLeft = async () =>
  (await owner.orm.select({ id: reports.id }).from(reports).orderBy(reports.id)).map(({ id }) => id);

test("a statement without a workspace is refused before it deletes anybody's rows", async () => {
  const everything = owner.withWorkspace('ws_a', (transaction) => transaction.delete(reports));
  await expect(everything).rejects.toThrow(/rows of reports without naming their workspace/);
  const byId = owner.withWorkspace('ws_a', (transaction) =>
    transaction.update(reports).set({ timezone: 'Asia/Kolkata' }).where(eq(reports.id, 'rpt_ws_b')),
  );
  await expect(byId).rejects.toThrow(/without naming their workspace/);
  const raw = owner.withWorkspace('ws_a', (transaction) => transaction.execute(sql`delete from reports`));
  await expect(raw).rejects.toThrow(/without naming their workspace/);
  expect(await idsLeft()).toEqual(['rpt_ws_a', 'rpt_ws_b']);
});

test('rows of the transaction’s own workspace alone are meant, whatever the role may see', async () => {
  await owner.withWorkspace('ws_a', (transaction) =>
    transaction.delete(reports).where(and(inWorkspace(reports), eq(reports.status, 'generating'))),
  );
  expect(await idsLeft()).toEqual(['rpt_ws_b']);
});

test.each([
  'select * from reports for update skip locked',
  'insert into calls (id) values ($1) on conflict (workspace_id, id) do update set version = 1',
  'with gone as (delete from "calls" where "calls"."workspace_id" = $1 returning id) select count(*) from gone',
  'update "reports" set "status" = $1 where ("reports"."id" = $2 and "reports"."workspace_id" = $3)',
])('nothing is wrong with: %s', (statement) => {
  expect(() => refuseUnscoped(statement)).not.toThrow();
});

/** Work of all tenants at once, as role reports_system; each of these files says why. */
const acrossTenants = new Set([
  'apps/notifier/src/ledger/claim-deliveries.ts',
  'apps/scheduler/src/outbox/relay.ts',
  'apps/scheduler/src/retention/prune.ts',
]);

test('statements outside of a workspace’s transaction name the workspace, too', () => {
  const templates = /sql(?:<[^`;]*?>)?\s*`((?:[^`\\]|\\.|\$\{[^}]*\})*)`/g;
  const builders = /\borm\s*\.(?:update|delete)\([\s\S]*?;/g;
  const faults = globSync('{apps,libs}/*/src/**/*.ts', { cwd: root })
    .filter((path) => !path.endsWith('.test.ts') && !acrossTenants.has(path))
    .flatMap((path) => {
      const source = readFileSync(`${root}/${path}`, 'utf8');
      const raw = [...source.matchAll(templates)]
        .map(([, text = '']) => text)
        .filter((text) => /^\s*(with\b[\s\S]*)?\b(update\s+\w+\s+set|delete\s+from)\b/i.test(text))
        .filter((text) => !/workspace_id\s*=/.test(text) && !/from workspaces where id =/.test(text));
      const built = [...source.matchAll(builders)]
        .map(([text]) => text)
        .filter((text) => !/workspaceId|inWorkspace/.test(text) && !/\(workspaces\)/.test(text));
      return [...raw, ...built].map((text) => `${path}: ${text.trim().slice(0, 100)}`);
    });
  expect(faults).toEqual([]);
});
