import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readServiceMetrics } from '../reference/service-metrics.ts';
import { dashboards } from './boards/index.ts';
import { queriesOf, withInterval } from './queries.ts';

const queries = dashboards.flatMap((dashboard) => queriesOf(dashboard));

test('there are five dashboards, each panel with a title, a word on it and a query', () => {
  expect(dashboards.map(({ uid }) => uid)).toHaveLength(5);
  for (const { rows } of dashboards) {
    for (const { panels } of rows) {
      for (const { title, about, queries: asked } of panels) {
        expect(
          [title, about].every((text) => text.length > 3),
          title,
        ).toBe(true);
        expect(asked.length, title).toBeGreaterThan(0);
      }
    }
  }
});

test('what the panels name of the runbook is there', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const headings = new Set([...runbook.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading));
  const named = dashboards
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels.map(({ about }) => about)))
    .flatMap((about) => [...about.matchAll(/[Rr]unbook[:,] ([^.]+)\./g)].map(([, entry = '']) => entry));
  expect(named.length).toBeGreaterThan(15);
  const missing = named.filter(
    (entry) => ![...headings].some((heading) => heading?.replaceAll('`', '').startsWith(entry)),
  );
  expect(missing).toEqual([]);
});

test('panels ask for series that there are', async () => {
  const known = new Set(
    Object.values(await readServiceMetrics())
      .flat()
      .map(({ name }) => name),
  );
  const asked = queries.flatMap(({ expr }) =>
    [...expr.matchAll(/\b((?:reports|http)_[a-z_]+)\b/g)].map(([, name = '']) => name),
  );
  expect(
    asked.filter((name) => !known.has(name.replace(/_(bucket|count|sum)$/, '')) && !known.has(name)),
  ).toEqual([]);
  expect(new Set(asked).size).toBeGreaterThan(25);
});

const promtool = (...words: string[]) => spawnSync('promtool', words, { encoding: 'utf8' });

test.skipIf(promtool('--version').status !== 0)('promtool reads every query', () => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-dashboards-'));
  const file = join(directory, 'queries.yml');
  const rules = queries.map(({ expr }, index) => ({
    record: `query:${index}`,
    expr: withInterval(expr, '1m'),
  }));
  writeFileSync(file, stringify({ groups: [{ name: 'queries', rules }] }));
  const { status, stdout, stderr } = promtool('check', 'rules', file);
  rmSync(directory, { recursive: true });
  expect(stdout + stderr).toContain(`${queries.length} rules found`);
  expect(status).toBe(0);
});
