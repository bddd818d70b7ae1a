import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const holderPath = fileURLToPath(new URL('../../infra/local/test/support/hold-engines.ts', import.meta.url));
const patienceMs = 30_000;

const lives = (pid: number): boolean => {
  try {
    // The state stands behind the name, which is in brackets.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

/** Starts the engines in a process of their own, kills that, and gives the names of those that still run after a while. */
export const leftAfterKill = async (): Promise<string[]> => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-killed-'));
  const holder = spawn(process.execPath, [holderPath, directory, 'postgres', 'nats', 'temporal'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const up = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'exit').then(() => false),
  ]);
  if (!up) throw new Error('The engines did not start');
  const pids = globSync(join(directory, 'run/*.pid')).map((file) => ({
    name: basename(file, '.pid'),
    pid: Number(readFileSync(file, 'utf8')),
  }));
  if (!pids.some(({ name }) => name === 'temporal')) throw new Error('There is no Temporal to look for');
  holder.kill('SIGKILL');
  const left = (): string[] => pids.filter(({ pid }) => lives(pid)).map(({ name }) => name);
  for (const deadline = Date.now() + patienceMs; left().length > 0 && Date.now() < deadline;)
    await delay(100);
  rmSync(directory, { recursive: true, force: true });
  return left();
};
