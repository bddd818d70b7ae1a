import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildPackage } from './support/build-package.ts';

const root = resolve(import.meta.dirname, '../../..');
const project = mkdtempSync(join(tmpdir(), 'client-package-'));
afterAll(() => rmSync(project, { recursive: true }));

test('the package that is published is JavaScript with types, and needs nothing of this repository', () => {
  buildPackage(join(project, 'node_modules/@reports/client'));
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', 'standardwebhooks', '@types']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name));
  }
  mkdirSync(join(project, 'src'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(project, 'src/use.mts'),
    `import { createReportsClient, verifyWebhook, type Report } from '@reports/client';
     const client = createReportsClient({ url: 'http://127.0.0.1', key: 'k' });
     const scoreOf = (report: Report) =>
       report.type === 'qa_performance' ? report.data?.overall_score : undefined;
     // @ts-expect-error There is no such type of report.
     const wrong = () => client.createReport({ type: 'sales', from: '2026-11-01', to: '2026-11-02' });
     console.log(typeof client.sendRecords, typeof verifyWebhook, typeof scoreOf, typeof wrong);`,
  );
  const options = [
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--outDir',
    'out',
    '--types',
    'node',
  ];
  execFileSync(join(root, 'node_modules/.bin/tsc'), [...options, 'src/use.mts'], {
    cwd: project,
    stdio: 'inherit',
  });
  const printed = execFileSync(process.execPath, ['--no-experimental-strip-types', 'out/use.mjs'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('function function function function');
});
