import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { httpProbe } from '../src/engines/engine.ts';
import { createLayout, type Layout } from '../src/layout.ts';
import { randomPorts } from '../src/ports.ts';
import { isAlive } from '../src/supervision/process-table.ts';
import type { Program } from '../src/supervision/program.ts';
import { supervise, type Supervised } from '../src/supervision/supervise.ts';

/** A server that needs 100 ms to start, and answers with its process id. */
const server = `
process.on('SIGTERM', () => process.exit(0));
const listen = () => require('node:http').createServer((_, answer) => answer.end(String(process.pid)))
  .listen(process.env.PORT, '127.0.0.1');
setTimeout(listen, 100);
`;

let layout: Layout;
let url: string;
let program: Program;
let said: string[];
let supervised: Supervised | undefined;

const say = (line: string): void => {
  said.push(line);
};
const answer = async (): Promise<number> => Number(await (await fetch(url)).text());
const pidFile = (): number => Number(readFileSync(join(layout.run, 'server.pid'), 'utf8'));

beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'supervise-'));
  const { api } = await randomPorts();
  layout = createLayout(directory);
  url = `http://127.0.0.1:${api}`;
  said = [];
  program = {
    name: 'server',
    command: process.execPath,
    args: ['-e', server],
    environment: { PORT: String(api) },
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 2_000,
    startTimeoutMs: 10_000,
    probe: httpProbe(url),
  };
});

afterEach(async () => {
  await supervised?.stop();
  supervised = undefined;
  rmSync(layout.directory, { recursive: true });
});

describe('a supervised program', () => {
  test('is up when the start returns, with its process in its pid file', async () => {
    supervised = await supervise(program, layout, say);
    expect(await answer()).toBe(supervised.pid());
    expect(pidFile()).toBe(supervised.pid());
  });

  test('comes back after kill -9, again and again, with its pid file kept right', async () => {
    supervised = await supervise(program, layout, say);
    for (let round = 1; round <= 3; round += 1) {
      const before = supervised.pid();
      process.kill(before, 'SIGKILL');
      await vi.waitUntil(() => said.filter((line) => line === 'server is up again').length === round, 10_000);
      expect(await answer()).not.toBe(before);
      expect(pidFile()).toBe(await answer());
    }
  });

  test('stays down after a stop, and comes back when asked', async () => {
    supervised = await supervise(program, layout, say);
    const before = supervised.pid();
    await supervised.stop();
    expect(isAlive(before)).toBe(false);
    await expect(answer()).rejects.toThrow('fetch failed');
    await supervised.start();
    expect(await answer()).not.toBe(before);
  });

  test('is killed when it does not heed the request to stop', async () => {
    const deaf = `process.on('SIGTERM', () => {}); ${server.replace(/process\.on.*$/m, '')}`;
    supervised = await supervise({ ...program, args: ['-e', deaf], stopTimeoutMs: 200 }, layout, say);
    const pid = supervised.pid();
    await supervised.stop();
    expect(isAlive(pid)).toBe(false);
  });

  test('that ends while starting, as one whose port was taken, is started again', async () => {
    const file = join(layout.directory, 'starts');
    const unlucky = `
      const fs = require('node:fs');
      fs.appendFileSync(${JSON.stringify(file)}, 'x');
      if (fs.readFileSync(${JSON.stringify(file)}).length < 3) process.exit(2);
    `;
    supervised = await supervise({ ...program, args: ['-e', unlucky + server] }, layout, say);
    expect(await answer()).toBe(supervised.pid());
    expect(said).toEqual(Array(2).fill('server stopped while starting (exit code 2); starting it again'));
  });

  test('that ends whenever it starts is an error with the end of its log', async () => {
    const broken = { ...program, args: ['-e', 'console.error("the disk is full"); process.exit(3)'] };
    await expect(supervise(broken, layout, say)).rejects.toThrow(/exit code 3[^]*the disk is full/);
  });

  test('whose port answers for somebody else is not taken for up', async () => {
    supervised = await supervise(program, layout, say);
    await expect(supervise({ ...program, name: 'other' }, layout, say)).rejects.toThrow(
      'another process answers',
    );
  });

  test('that cannot be found is an error', async () => {
    const command = join(layout.directory, 'no-such-program');
    await expect(supervise({ ...program, command }, layout, say)).rejects.toThrow('ENOENT');
  });

  test('that nobody would know for ours after a kill -9 is refused', async () => {
    const nameless = { ...program, command: '/bin/sleep', args: ['60'] };
    await expect(supervise(nameless, layout, say)).rejects.toThrow(
      `The command line of server names neither ${layout.directory} nor `,
    );
  });

  test('never sees a variable that it must not inherit', async () => {
    process.env.SUPERVISE_SECRET = 'secret';
    const file = join(layout.directory, 'seen');
    const telling = `require('node:fs').writeFileSync(${JSON.stringify(file)}, process.env.SUPERVISE_SECRET ?? 'none');`;
    const careful = { ...program, args: ['-e', telling + server], inherits: ['PATH'] };
    writeFileSync(file, '');
    supervised = await supervise(careful, layout, say);
    expect(readFileSync(file, 'utf8')).toBe('none');
    delete process.env.SUPERVISE_SECRET;
  });
});
