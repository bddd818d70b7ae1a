import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { root } from './read-blocks.ts';

vi.setConfig({ testTimeout: 30_000 });

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const runbook = read('docs/runbook.md');

/** Codes of errors that a file makes, tests and examples aside. */
const codesIn = (pattern: string): Map<string, string> =>
  new Map(
    globSync(pattern, {
      cwd: root,
      exclude: (name) => /\.test\.ts$|node_modules/.test(name),
    }).flatMap((file) =>
      [...read(file).matchAll(/\bcode: '([a-z][a-z0-9_]+)'/g)].map(([, code = '']) => [code, file] as const),
    ),
  );

test('every code of an error has an entry in the runbook, or a page of the api', () => {
  const ofApi = new Set(codesIn('apps/api/src/**/*.ts').keys());
  const codes = codesIn('{libs,apps}/*/src/**/*.ts');
  expect(codes.size).toBeGreaterThan(80);
  const missing = [...codes].filter(([code]) => !runbook.includes(`\`${code}\``) && !ofApi.has(code));
  expect(missing).toEqual([]);
});

test('what an operator is called for stands there', () => {
  const headings = [...runbook.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading);
  for (const heading of [
    ...['A workflow is not deterministic', 'Search attributes were lost', 'A disk is full'],
    ...[
      'Connections to PostgreSQL run out',
      'A certificate has expired',
      'The last step of a report is lost',
    ],
    ...['Upgrade, and the way back', 'Restore', 'The run of a slot has failed'],
  ]) {
    expect(headings).toContain(heading);
  }
  expect(new Set(headings).size).toBe(headings.length);
});

test('links inside of the operators’ pages lead to headings that are there', () => {
  const anchor = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
  const anchorsOf = (file: string): Set<string> =>
    new Set([...read(file).matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) => anchor(heading)));
  for (const file of ['docs/runbook.md', 'docs/operators.md', 'infra/monitoring/README.md']) {
    const broken = [...read(file).matchAll(/\]\(([^)\s#]*)#([^)\s]+)\)/g)]
      .filter(([, target = '']) => !target.startsWith('http') && (target === '' || target.endsWith('.md')))
      .map(([, target = '', name = '']) => [target === '' ? file : join(file, '..', target), name] as const)
      .filter(([target, name]) => !anchorsOf(target).has(name));
    expect(broken, file).toEqual([]);
  }
});

/** SQL in backticks that begins as a statement does. */
const statements = [...runbook.matchAll(/`((?:select|update) [^`]+)`/g)].map(
  ([, statement = '']) => statement,
);

test('the runbook has statements to run', () => {
  expect(statements.length).toBeGreaterThan(6);
});

test.each(statements)('PostgreSQL takes `%s`', async (statement) => {
  const { createTestDatabase } = await import('@reports/local-platform/testing');
  const { connectDatabase } = await import('@reports/database');
  const { ownerUrl, drop } = await createTestDatabase();
  const database = connectDatabase({ url: ownerUrl, applicationName: 'runbook', poolSize: 1 });
  try {
    await database.sql.unsafe(`explain ${statement}`);
  } finally {
    await database.close();
    await drop();
  }
});

test('the programs that the runbook names are there', () => {
  const programs = [...runbook.matchAll(/\bnode ((?:apps|libs)\/[\w/.-]+\.ts)/g)].map(
    ([, file = '']) => file,
  );
  expect(programs.length).toBeGreaterThan(5);
  for (const file of programs) expect(globSync(file, { cwd: root })).toEqual([file]);
});
