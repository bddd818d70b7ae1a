import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAdmin } from '@reports/local-platform/admin';
import { createTestEnvironment, freePort, type TestEnvironment } from '@reports/local-platform/testing';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createClient, type Client } from '../support/client.ts';
import { januaryEvaluations } from '../support/january.ts';
import { startServices, type Services } from '../support/services.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 240_000 });

/** Server connections for each role: fewer than the services' pools have clients. */
const poolSize = 10;

const isInstalled = (() => {
  try {
    execFileSync('pgbouncer', ['--version']);
    return true;
  } catch {
    process.stdout.write(
      'pgbouncer is not installed: its test is left out (npm run test:pooler installs it)\n',
    );
    return false;
  }
})();

const startPgBouncer = async (urls: readonly string[]) => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-pgbouncer-'));
  chmodSync(directory, 0o755);
  const port = await freePort();
  const server = new URL(urls[0] ?? '');
  const roles = urls.map((url) => new URL(url));
  const users = join(directory, 'users.txt');
  writeFileSync(
    users,
    roles.map(({ username, password }) => `"${username}" "${decodeURIComponent(password)}"\n`).join(''),
  );
  const file = join(directory, 'pgbouncer.ini');
  writeFileSync(
    file,
    [
      '[databases]',
      `* = host=${server.hostname} port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'pool_mode = transaction',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      `admin_users = ${roles[0]?.username}`,
      `default_pool_size = ${poolSize}`,
      'max_client_conn = 500',
    ].join('\n'),
  );
  // It refuses to run as root.
  const asUser = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const bouncer: ChildProcess = spawn('pgbouncer', [...asUser, file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  bouncer.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const through = (url: string): string => {
    const changed = new URL(url);
    changed.host = `127.0.0.1:${port}`;
    return changed.href;
  };
  await vi.waitFor(
    async () => {
      const sql = postgres(through(urls[0] ?? ''), { max: 1, prepare: false, connect_timeout: 2 });
      try {
        await sql`select 1`;
      } catch (error) {
        throw new Error(`PgBouncer does not answer: ${said}`, { cause: error });
      } finally {
        await sql.end({ timeout: 1 });
      }
    },
    { timeout: 30_000 },
  );
  return {
    through,
    stop: async () => {
      bouncer.kill('SIGTERM');
      if (bouncer.exitCode === null && bouncer.signalCode === null) await once(bouncer, 'exit');
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

const suite = test.runIf(isInstalled);
let engines: TestEnvironment;
let bouncer: Awaited<ReturnType<typeof startPgBouncer>>;
let services: Services;
let client: Client;
let environment: Record<string, string>;

beforeAll(async () => {
  if (!isInstalled) return;
  engines = await createTestEnvironment();
  const { DATABASE_URL: app = '', DATABASE_SYSTEM_URL: system = '' } = engines.environment;
  bouncer = await startPgBouncer([app, system]);
  environment = {
    ...engines.environment,
    DATABASE_URL: bouncer.through(app),
    DATABASE_SYSTEM_URL: bouncer.through(system),
    DATABASE_PREPARED_STATEMENTS: 'off',
    WEBHOOK_ALLOW_PRIVATE: 'true',
  };
  services = await startServices(environment);
  const made = (await callAdmin(['workspaces', 'create', 'Pooled'], environment)) as Record<string, string>;
  client = createClient(services.url, made['key'] ?? '', made['workspace_id'] ?? '');
});
afterAll(async () => {
  if (!isInstalled) return;
  await services.stop();
  await bouncer.stop();
  await engines.drop();
});

suite(
  'records become reports of every format, twelve at once, on fewer server connections than clients',
  async () => {
    await client.send('evaluations', januaryEvaluations());
    await vi.waitFor(
      async () => {
        const body = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31', format: 'json' };
        const { report_id } = await client.post(body);
        expect((await client.finished(report_id)).data).toMatchObject({ calls_evaluated: 842 });
      },
      { timeout: 60_000 },
    );
    const bodies = Array.from({ length: 12 }, (_, index) => ({
      type: 'qa_performance',
      from: '2024-01-01',
      to: '2024-01-31',
      format: ['json', 'csv', 'pdf'][index % 3],
    }));
    const reports = await Promise.all(
      bodies.map(async (body) => client.finished((await client.post(body)).report_id)),
    );
    expect(reports.map(({ status }) => status)).toEqual(bodies.map(() => 'completed'));

    const owner = postgres(engines.environment['DATABASE_OWNER_URL'] ?? '', { max: 1 });
    const connections = await owner<{ role: string; count: number }[]>`
    select usename as role, count(*)::int as count from pg_stat_activity
    where datname = current_database() and usename in ('reports_app', 'reports_system') group by 1 order by 1`;
    await owner.end();
    expect(connections.map(({ role }) => role)).toEqual(['reports_app', 'reports_system']);
    for (const { count } of connections) expect(count).toBeLessThanOrEqual(poolSize);
  },
);

suite('a schedule is made, run and told to a webhook', async () => {
  const called: string[] = [];
  const endpoint = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => called.push(text));
    request.on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  const { port } = endpoint.address() as AddressInfo;
  const hook = await client.request('POST', '/v1/webhooks', {
    url: `http://127.0.0.1:${port}/`,
    events: ['report.completed'],
  });
  expect(hook.status).toBe(201);
  const { report_id } = await client.post({
    type: 'qa_performance',
    from: '2024-01-01',
    to: '2024-01-31',
    format: 'csv',
    schedule: { frequency: 'weekly', day_of_week: 'monday', time: '06:00', email: ['team@example.com'] },
  });
  await client.finished(report_id);
  const asked = await client.request('POST', `/v1/reports/${report_id}/schedule/runs`, {});
  expect(asked.status).toBe(202);
  const run = (await asked.json()) as { report_id: string };
  expect((await client.finished(run.report_id)).status).toBe('completed');
  await vi.waitUntil(() => called.some((text) => text.includes(run.report_id)), { timeout: 60_000 });
  await vi.waitUntil(
    async () => {
      const answer = await client.request('GET', `/v1/reports/${run.report_id}/deliveries`);
      const { data } = (await answer.json()) as { data: { channel: string; status: string }[] };
      return data.filter(({ status }) => status === 'sent').length === 2;
    },
    { timeout: 60_000, interval: 200 },
  );
  endpoint.close();
});
