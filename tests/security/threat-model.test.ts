import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { attacks } from './attacks.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const model = readFileSync(`${root}docs/threat-model.md`, 'utf8');
const run = attacks.map(({ project, file }) => `${project}/${file}`);
const testsOf = (text: string): string[] =>
  [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path]) => path ?? '');

describe.each(Array.from({ length: 10 }, (_, index) => `API${index + 1}`))(
  '%s of the OWASP API Security Top 10',
  (threat) => {
    const [row = ''] = new RegExp(String.raw`^\| ${threat} .*$`, 'm').exec(model) ?? [];

    test('has tests that try it, which are there and are run', () => {
      const named = testsOf(row);
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((path) => !existsSync(root + path))).toEqual([]);
      expect(named.filter((path) => !run.includes(path))).toEqual([]);
    });
  },
);

test('every attack that is run is in the threat model, and is there', () => {
  const named = testsOf(model);
  expect(run.filter((path) => !named.includes(path))).toEqual([]);
  expect(run.filter((path) => !existsSync(root + path))).toEqual([]);
  expect(new Set(run).size).toBe(run.length);
});
