import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { waitUntilGone } from '../src/supervision/process-table.ts';
import { runTool } from '../src/testing-run/run-tool.ts';

const directory = mkdtempSync(join(tmpdir(), 'run-tool-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Node as a tool of node_modules/.bin. */
const run = (code: string, timeoutMs?: number) =>
  runTool('node', ['-e', code], timeoutMs === undefined ? {} : { timeoutMs });

describe('a tool', () => {
  test.each([
    ['that ends well', '', true],
    ['that fails', 'process.exit(3)', false],
    ['that crashes', 'process.kill(process.pid, "SIGKILL")', false],
  ])('%s says so', async (_, code, ok) => {
    expect(await run(code)).toBe(ok);
  });

  test('that cannot be found has failed', async () => {
    expect(await runTool('no-such-tool', [])).toBe(false);
  });

  test('that hangs is killed, and has failed', async () => {
    expect(await run('setInterval(() => {}, 1000)', 500)).toBe(false);
  });

  test('takes with it what it leaves running, even what holds its output open', async () => {
    const file = join(directory, 'pid');
    const ok = await run(`
      const { spawn } = require('node:child_process');
      const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(left.pid));
      left.unref();
      process.exit(0);
    `);
    expect(ok).toBe(true);
    expect(await waitUntilGone(Number(readFileSync(file, 'utf8')), 5_000)).toBe(true);
  });
});
