import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { findOrBuild } from '../install/go-program.ts';
import { root } from '../layout.ts';
import { randomPort } from '../ports.ts';
import { passwordOf } from '../secrets.ts';
import type { Program } from '../supervision/program.ts';
import type { Say } from '../terminal.ts';
import { type Engine, type EngineContext, httpProbe, setting } from './engine.ts';

const run = promisify(execFile);
const scripts = join(root, 'infra/docker/temporal');
/** Kept for good in the database: docs/adr/0050-temporal-on-postgresql.md. */
const historyShards = 128;
const patienceMs = 120_000;

const find = (name: string, path: string, builtAs: string, minutes: number, say: Say): Promise<string> =>
  findOrBuild(
    {
      ...{ name, package: path, builtAs, minutes },
      version: name === 'temporal-ui-server' ? 'v2.55.0' : 'v1.32.0',
      binaryVariable: `${name.replaceAll('-', '_').toUpperCase()}_PATH`,
      serverVariable: 'TEMPORAL_ADDRESS',
    },
    say,
  );

/** Where the programs of Temporal on PostgreSQL are: its server, what makes its tables, its UI. The first time they are built, for nine minutes. */
export const findTemporalPrograms = async (
  say: Say,
): Promise<Record<'server' | 'sqlTool' | 'uiServer', string>> => ({
  server: await find('temporal-server', 'go.temporal.io/server/cmd/server', 'server', 6, say),
  sqlTool: await find('temporal-sql-tool', 'go.temporal.io/server/cmd/tools/sql', 'sql', 1, say),
  uiServer: await find(
    'temporal-ui-server',
    'github.com/temporalio/ui-server/v2/cmd/server',
    'server',
    2,
    say,
  ),
});

/** Whatever needs an engine that is still starting. */
const untilDone = async (work: () => Promise<unknown>): Promise<void> => {
  for (const deadline = Date.now() + patienceMs; ; await delay(200)) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
};

/** Temporal's own role and its two databases, as infra/docker/temporal/create-databases.sh makes them. */
const createDatabases = async ({ secrets, ports }: EngineContext, password: string): Promise<void> => {
  const sql = postgres(`postgres://postgres:${secrets.superuser}@127.0.0.1:${ports.postgres}/postgres`, {
    max: 1,
    onnotice: () => {},
  });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = 'temporal'`;
    if (role === undefined) await sql.unsafe('create role temporal');
    await sql.unsafe(`alter role temporal login nosuperuser nocreatedb nocreaterole password '${password}'`);
    for (const name of ['temporal', 'temporal_visibility']) {
      const [database] = await sql`select 1 from pg_database where datname = ${name}`;
      if (database === undefined) await sql.unsafe(`create database ${name} owner temporal`);
      await sql.unsafe(`revoke connect on database ${name} from public`);
    }
  } finally {
    await sql.end();
  }
};

/** The server's settings, by the names of its image's, so that both are given alike. */
const serverSettings = async (
  { ports }: EngineContext,
  password: string,
): Promise<Record<string, string>> => {
  const own: Record<string, string> = {};
  // What its four parts talk to each other by.
  for (const part of ['FRONTEND_MEMBERSHIP', 'INTERNAL_FRONTEND_GRPC', 'INTERNAL_FRONTEND_MEMBERSHIP'])
    own[`${part}_PORT`] = String(await randomPort());
  for (const part of ['MATCHING', 'HISTORY', 'WORKER'])
    for (const kind of ['GRPC', 'MEMBERSHIP']) own[`${part}_${kind}_PORT`] = String(await randomPort());
  return {
    ...own,
    DB: 'postgres12_pgx',
    POSTGRES_SEEDS: '127.0.0.1',
    DB_PORT: String(ports.postgres),
    POSTGRES_USER: 'temporal',
    POSTGRES_PWD: password,
    NUM_HISTORY_SHARDS: String(historyShards),
    BIND_ON_IP: '127.0.0.1',
    TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
    FRONTEND_GRPC_PORT: String(ports.temporal),
    FRONTEND_HTTP_PORT: String(ports.temporalHttp),
    DYNAMIC_CONFIG_FILE_PATH: join(scripts, 'dynamic-config.yaml'),
    LOG_LEVEL: 'warn',
  };
};

/** Temporal's server on the platform's PostgreSQL, in databases of its own, with its UI: as docker-compose.yml sets it up. */
export const createTemporalOnPostgres = async (
  context: EngineContext,
  findTemporal: (say: Say) => Promise<string>,
): Promise<Engine> => {
  const { layout, ports, secrets, say } = context;
  const { server, sqlTool, uiServer } = await findTemporalPrograms(say);
  // By the names that the scripts call them by.
  const programs = join(layout.run, 'temporal-programs');
  rmSync(programs, { recursive: true, force: true });
  mkdirSync(programs, { recursive: true });
  symlinkSync(sqlTool, join(programs, 'temporal-sql-tool'));
  symlinkSync(await findTemporal(say), join(programs, 'temporal'));
  const script = (name: string, environment: Readonly<Record<string, string>>): Promise<unknown> =>
    run('sh', [join(scripts, name)], {
      env: { ...process.env, ...environment, PATH: `${programs}:${process.env['PATH'] ?? ''}` },
      timeout: patienceMs,
    });

  const namespace = setting('TEMPORAL_NAMESPACE') ?? 'default';
  const password = passwordOf(secrets, 'postgres', 'temporal');
  const address = `127.0.0.1:${ports.temporal}`;
  const http = `http://127.0.0.1:${ports.temporalHttp}`;
  const ui = `http://127.0.0.1:${ports.temporalUi}`;
  const program: Program = {
    name: 'temporal',
    command: server,
    // All its settings are in its environment: this alone says whose process it is.
    args: ['--root', layout.directory, 'start'],
    environment: await serverSettings(context, password),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 15_000,
    startTimeoutMs: patienceMs,
    probe: httpProbe(`${http}/api/v1/system-info`),
  };
  const uiConfiguration = join(layout.directory, 'temporal-ui');
  mkdirSync(uiConfiguration, { recursive: true });
  writeFileSync(
    join(uiConfiguration, 'local.yaml'),
    [
      `temporalGrpcAddress: ${address}`,
      'host: 127.0.0.1',
      `port: ${ports.temporalUi}`,
      'enableUi: true',
    ].join('\n'),
  );
  const page: Program = {
    name: 'temporal-ui',
    command: uiServer,
    args: ['--root', layout.directory, '--config', 'temporal-ui', '--env', 'local', 'start'],
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
    startTimeoutMs: patienceMs,
    probe: httpProbe(`${ui}/healthz`),
  };
  return {
    environment: {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_HTTP_URL: http,
      TEMPORAL_UI_URL: ui,
    },
    program,
    companions: [page],
    prepare: async () => {
      await untilDone(() => createDatabases(context, password));
      await script('update-schema.sh', {
        SQL_HOST: '127.0.0.1',
        SQL_PORT: String(ports.postgres),
        SQL_USER: 'temporal',
        SQL_PASSWORD: password,
      });
    },
    settle: async () => {
      await script('create-namespace.sh', { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
    },
  };
};
