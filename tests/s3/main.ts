/**
 * `npm run test:s3`: an S3 server that is not MinIO. The tests of storage, with buckets in the path over http; then reports of every
 * format end to end, with buckets before the host over TLS.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVersityGateway } from '@reports/local-platform/testing';
import { playPauseRounds } from '../faults/scenarios/pauses.ts';
import { startTestPlatform } from '../support/platform.ts';
import './resolve-localhost.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (text: string): unknown => process.stdout.write(`${text}\n`);

/** Their exit code. */
const testStorage = async (): Promise<number | null> => {
  const gateway = await startVersityGateway(say);
  const directory = mkdtempSync(join(tmpdir(), 'reports-s3-'));
  try {
    const engines = join(directory, 'engines.json');
    writeFileSync(engines, JSON.stringify({ pid: process.pid, environment: gateway.environment }));
    const tests = spawn(
      join(root, 'node_modules/.bin/vitest'),
      ['run', '--config', join(root, 'vitest.config.ts'), '--root', join(root, 'libs/storage')],
      { env: { ...process.env, REPORTS_TEST_ENGINES: engines }, stdio: 'inherit' },
    );
    const [code] = (await once(tests, 'exit')) as [number | null];
    return code;
  } finally {
    await gateway.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Of two reports of each format, the faults. */
const makeReports = async (): Promise<{ reports: number; faults: string[] }> => {
  const gateway = await startVersityGateway(say, { host: 's3.localhost' });
  try {
    const platform = await startTestPlatform({
      ...gateway.environment,
      RATE_LIMIT_PER_MINUTE: '100000',
      NODE_OPTIONS: `--import=${new URL('resolve-localhost.mjs', import.meta.url).href}`,
    });
    try {
      return await playPauseRounds(platform, { rounds: 1, lanes: 1, seed: 1 });
    } finally {
      await platform.stop();
    }
  } finally {
    await gateway.stop();
  }
};

const code = await testStorage();
say(`storage tests over http, buckets in the path: ${code === 0 ? 'passed' : 'failed'}`);
const { reports, faults } = await makeReports();
for (const fault of faults) say(fault);
say(`${reports} reports over TLS, buckets before the host: ${faults.length} with faults`);
const failed = faults.length + (code === 0 ? 0 : 1);
say(`${reports + 1 - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
