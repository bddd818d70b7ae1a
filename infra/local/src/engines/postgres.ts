import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DatabaseService, databaseServices } from '@reports/database';
import postgres from 'postgres';
import { findPostgres } from '../install/postgres-programs.ts';
import { passwordOf, type Secrets } from '../secrets.ts';
import type { ServiceName } from '../service-settings.ts';
import { setting, type CreateEngine, type EngineContext } from './engine.ts';
import { unprivileged } from './unprivileged.ts';

const run = promisify(execFile);

const database = 'reports';

const urlOf = (role: string, password: string, port: number, name = database): string =>
  `postgres://${role}:${password}@127.0.0.1:${port}/${name}`;

const servicePassword = (secrets: Secrets, service: DatabaseService): string =>
  passwordOf(secrets, 'postgres', service);

/** What a service is given in place of the shared roles: a role of its own for one tenant at a time, and one for work across tenants. */
const addressesOf = (secrets: Secrets, port: number, service: ServiceName): Record<string, string> => {
  const known = databaseServices.find((name) => name === service);
  if (known === undefined) return {};
  const password = servicePassword(secrets, known);
  return {
    DATABASE_URL: urlOf(`reports_${known}`, password, port),
    DATABASE_SYSTEM_URL: urlOf(`reports_${known}_system`, password, port),
  };
};

/** For the migrations, which make the services' roles. */
const passwords = (secrets: Secrets): Record<string, string> =>
  Object.fromEntries(
    databaseServices.map((service) => [
      `DATABASE_${service.toUpperCase()}_PASSWORD`,
      servicePassword(secrets, service),
    ]),
  );

/** The owner migrates; tools and tests look on as the app, bound to one tenant, and as the system, across tenants. */
const addresses = (secrets: Secrets, port: number) => ({
  DATABASE_OWNER_URL: urlOf('reports_owner', secrets.owner, port),
  DATABASE_URL: urlOf('reports_app', secrets.app, port),
  DATABASE_SYSTEM_URL: urlOf('reports_system', secrets.system, port),
});

const createCluster = async (directory: string, { secrets, layout }: EngineContext): Promise<void> => {
  if (existsSync(join(directory, 'PG_VERSION'))) return;
  // A cluster half made (a run that was cut off) would be refused.
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const passwordFile = join(layout.run, 'initdb-password');
  writeFileSync(passwordFile, secrets.superuser, { mode: 0o600 });
  const { command, args } = unprivileged(directory)({
    command: findPostgres().initdb,
    args: [
      ...['-D', directory, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile],
      // The same order of text on every machine.
      ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      '--no-sync',
    ],
  });
  try {
    await run(command, [...args]);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`PostgreSQL could not make its data directory: ${said}`, { cause: error });
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

/** Makes the owner role and its database. The owner is no superuser; the migrations make the other two roles. */
const createOwner = async ({ secrets, ports }: EngineContext): Promise<void> => {
  const sql = postgres(urlOf('postgres', secrets.superuser, ports.postgres, 'postgres'), {
    max: 1,
    onnotice: () => {},
  });
  try {
    const [role] = await sql`select 1 from pg_roles where rolname = 'reports_owner'`;
    if (role === undefined) {
      await sql.unsafe(
        `create role reports_owner login createdb createrole bypassrls password '${secrets.owner}'`,
      );
      // To drop a database that other roles are still connected to.
      await sql.unsafe('grant pg_signal_backend to reports_owner');
    }
    const [existing] = await sql`select 1 from pg_database where datname = ${database}`;
    if (existing === undefined) await sql.unsafe(`create database ${database} owner reports_owner`);
  } finally {
    await sql.end();
  }
};

const settings = ({ purpose }: EngineContext): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '300',
  shared_buffers: purpose === 'kept' ? '256MB' : '128MB',
  work_mem: '16MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  ...(purpose === 'throwaway' && { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
});

const external = (): Record<string, string> | undefined => {
  const names = ['DATABASE_URL', 'DATABASE_SYSTEM_URL', 'DATABASE_OWNER_URL'];
  const given = names.flatMap((name) => {
    const value = setting(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (given.length === 0) return undefined;
  if (given.length < names.length)
    throw new Error(`For a database of your own set all of ${names.join(', ')}`);
  return Object.fromEntries(given);
};

/** PostgreSQL 18: DATABASE_URL and its two companions, else a server of our own on loopback. */
export const createPostgres: CreateEngine = async (context) => {
  const { layout, ports, secrets, fromEnvironment } = context;
  const given = fromEnvironment ? external() : undefined;
  if (given !== undefined) return { environment: given };

  const directory = join(layout.data, 'postgres');
  await createCluster(directory, context);
  const options = Object.entries(settings(context)).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { command, args } = unprivileged(directory)({
    command: findPostgres().postgres,
    args: ['-D', directory, '-p', String(ports.postgres), ...options],
  });
  return {
    environment: { ...addresses(secrets, ports.postgres), ...passwords(secrets) },
    ofService: (service) => addressesOf(secrets, ports.postgres, service),
    program: {
      name: 'postgres',
      command,
      args,
      // Fast shutdown: rolls back what is open, writes a checkpoint.
      stopSignal: 'SIGINT',
      stopTimeoutMs: 30_000,
      startTimeoutMs: 120_000,
      probe: async () => {
        const sql = postgres(urlOf('postgres', secrets.superuser, ports.postgres, 'postgres'), {
          max: 1,
          connect_timeout: 2,
        });
        try {
          await sql`select 1`;
        } finally {
          await sql.end({ timeout: 1 });
        }
      },
    },
    settle: () => createOwner(context),
  };
};
