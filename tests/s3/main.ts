/** `npm run test:s3`: the tests of storage, and reports of every format end to end, on an S3 server that is not MinIO. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVersityGateway } from '@reports/local-platform/testing';
import { playPauseRounds } from '../support/pause-rounds.ts';
import { startTestPlatform } from '../support/platform.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (text: string): unknown => process.stdout.write(`${text}\n`);
const gateway = await startVersityGateway(say);
const directory = mkdtempSync(join(tmpdir(), 'reports-s3-'));
let failed = 0;
try {
  const engines = join(directory, 'engines.json');
  writeFileSync(engines, JSON.stringify({ pid: process.pid, environment: gateway.environment }));
  const tests = spawn(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--config', join(root, 'vitest.config.ts'), '--root', join(root, 'libs/storage')],
    { env: { ...process.env, REPORTS_TEST_ENGINES: engines }, stdio: 'inherit' },
  );
  const [code] = (await once(tests, 'exit')) as [number | null];
  if (code !== 0) failed += 1;

  const platform = await startTestPlatform({ ...gateway.environment, RATE_LIMIT_PER_MINUTE: '100000' });
  try {
    const { faults, reports } = await playPauseRounds(platform, { rounds: 1, lanes: 1, seed: 1 });
    for (const fault of faults) say(fault);
    failed += faults.length;
    say(`storage tests ${code === 0 ? 'passed' : 'failed'}; ${reports} reports end to end`);
    say(`${reports + 1 - failed} passed, ${failed} failed`);
  } finally {
    await platform.stop();
  }
} finally {
  await gateway.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
