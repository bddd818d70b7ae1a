import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate } from '@reports/database';
import postgres from 'postgres';
import { unprivileged } from '../engines/unprivileged.ts';
import { findPostgres } from '../install/postgres-programs.ts';
import { freePort } from './free-port.ts';

export interface ReplicatedPostgres {
  /** Migrated. */
  primary: { appUrl: string; systemUrl: string; ownerUrl: string };
  replica: { appUrl: string; superuserUrl: string };
  stopReplica: () => Promise<void>;
  stop: () => Promise<void>;
}

const password = 'replicated-postgres';
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'timezone=UTC'];

/** A PostgreSQL of a test's own, with a standby that streams from it. */
export const startReplicatedPostgres = async (): Promise<ReplicatedPostgres> => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-replicated-'));
  const [primaryData, replicaData] = [join(directory, 'primary'), join(directory, 'replica')];
  mkdirSync(primaryData, { mode: 0o700 });
  const asUser = unprivileged(primaryData);
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password);
  const initdb = asUser({
    command: findPostgres().initdb,
    args: [
      ...['-D', primaryData, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync'],
      ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ],
  });
  execFileSync(initdb.command, [...initdb.args], { stdio: ['ignore', 'ignore', 'pipe'] });
  // A server that never ran is its own base backup.
  execFileSync('cp', ['-a', primaryData, replicaData]);

  const servers: ChildProcess[] = [];
  const stopServer = async (server: ChildProcess): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGINT');
    await once(server, 'exit');
  };
  const stop = async (): Promise<void> => {
    for (const server of servers.toReversed()) await stopServer(server);
    rmSync(directory, { recursive: true, force: true });
  };
  const urlOf = (port: number, role: string, database = 'reports') =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

  const start = async (data: string): Promise<{ port: number; server: ChildProcess }> => {
    const port = await freePort();
    const options = [...settings, 'wal_keep_size=512MB'].flatMap((option) => ['-c', option]);
    const { command, args } = asUser({
      command: findPostgres().postgres,
      args: ['-D', data, '-p', String(port), ...options],
    });
    const server = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    servers.push(server);
    for (const deadline = Date.now() + 60_000; ; await wait(50)) {
      const sql = postgres(urlOf(port, 'postgres', 'postgres'), { max: 1, connect_timeout: 2 });
      const isUp = await sql`select 1`.then(
        () => true,
        () => false,
      );
      await sql.end({ timeout: 1 });
      if (isUp) return { port, server };
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`PostgreSQL does not start:\n${log}`);
    }
  };

  try {
    const { port } = await start(primaryData);
    writeFileSync(join(replicaData, 'standby.signal'), '');
    appendFileSync(
      join(replicaData, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=127.0.0.1 port=${port} user=postgres password=${password}'\n`,
    );
    const replica = await start(replicaData);

    const superuser = postgres(urlOf(port, 'postgres', 'postgres'), { max: 1, onnotice: () => {} });
    await superuser.unsafe(
      `create role reports_owner login createdb createrole bypassrls password '${password}'`,
    );
    await superuser.unsafe('create database reports owner reports_owner');
    await superuser.end();
    const primary = {
      ownerUrl: urlOf(port, 'reports_owner'),
      appUrl: urlOf(port, 'reports_app'),
      systemUrl: urlOf(port, 'reports_system'),
    };
    await migrate(primary);
    return {
      primary,
      replica: {
        appUrl: urlOf(replica.port, 'reports_app'),
        superuserUrl: urlOf(replica.port, 'postgres'),
      },
      stopReplica: () => stopServer(replica.server),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
