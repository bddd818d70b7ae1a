import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLayout } from '../src/layout.ts';
import { claimPlatform, runningPlatform, stopLeftovers } from '../src/single-instance.ts';
import { isAlive, waitUntilGone } from '../src/supervision/process-table.ts';

const holder = join(import.meta.dirname, 'support/hold-engines.ts');

let directory: string;
let platform: ChildProcess;
let engine: number;

/** A platform in a process of its own, which can be killed like one. */
const hold = async (): Promise<void> => {
  platform = spawn(process.execPath, [holder, directory, 'nats'], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (platform.stdout === null) throw new Error('Its output is a pipe');
  const [line] = (await once(platform.stdout, 'data')) as [Buffer];
  engine = Number(line.toString('utf8'));
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'killed-'));
  await hold();
});

afterEach(async () => {
  platform.kill('SIGKILL');
  await waitUntilGone(engine, 10_000);
  rmSync(directory, { recursive: true, force: true });
});

describe('a platform', () => {
  test('that is killed takes its engines with it', async () => {
    expect(isAlive(engine)).toBe(true);
    platform.kill('SIGKILL');
    expect(await waitUntilGone(engine, 10_000)).toBe(true);
  });

  test('that runs refuses a second one in its directory', () => {
    const layout = createLayout(directory);
    expect(runningPlatform(layout)).toBe(platform.pid);
    expect(() => claimPlatform(layout)).toThrow(`already running (process ${platform.pid})`);
  });

  test('that was killed does not keep the next one from starting', async () => {
    const first = engine;
    platform.kill('SIGKILL');
    await once(platform, 'exit');
    await hold();
    expect(engine).not.toBe(first);
    expect(isAlive(engine)).toBe(true);
  });

  test('never stops a stranger that got the id of one of its old processes', async () => {
    const layout = createLayout(directory);
    const stranger = spawn('sleep', ['60']);
    writeFileSync(join(layout.run, 'minio.pid'), `${stranger.pid}\n`);
    platform.kill('SIGKILL');
    await once(platform, 'exit');
    await stopLeftovers(layout, () => {});
    expect(isAlive(engine)).toBe(false);
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    stranger.kill();
  });
});
