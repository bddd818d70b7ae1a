import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { readServiceMetrics } from '../reference/service-metrics.ts';

vi.setConfig({ testTimeout: 60_000 });

const root = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
const rules = ['reports', 'slo'].flatMap((name) => {
  const { groups } = parse(read(`infra/monitoring/rules/${name}.yml`)) as { groups: { rules: Rule[] }[] };
  return groups.flatMap((group) => group.rules);
});
const alerts = rules.filter(({ alert }) => alert !== undefined);

test('each alert has a severity, a summary, an entry in the runbook and a test', () => {
  expect(alerts.length).toBeGreaterThanOrEqual(15);
  const headings = [...read('docs/runbook.md').matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  const tested = read('infra/monitoring/tests/alerts.yml') + read('infra/monitoring/tests/objectives.yml');
  for (const { alert = '', labels, annotations } of alerts) {
    expect(['page', 'ticket']).toContain(labels?.['severity']);
    expect(annotations?.['summary']).toMatch(/\.$/);
    expect(annotations?.['runbook_url']).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(headings).toContain(alert);
    expect(tested).toContain(`alertname="${alert}"`);
  }
});

test('each alert has a drill that plays it', () => {
  const drilled = new Set(
    [...read('tests/alerts/drills.ts').matchAll(/^ {6}alert: '(\w+)',$/gm)].map(([, name]) => name),
  );
  expect([...drilled].toSorted()).toEqual(alerts.map(({ alert = '' }) => alert).toSorted());
});

test('rules ask for series that there are, with labels that they have', async () => {
  const metrics = new Map(
    Object.values(await readServiceMetrics())
      .flat()
      .map((metric) => [metric.name, metric]),
  );
  const seen = new Set<string>();
  for (const { expr } of rules) {
    for (const [, name = '', labels = ''] of expr.matchAll(/\b((?:reports|http)_[a-z_]+)(?:\{([^}]*)\})?/g)) {
      const metric = metrics.get(name) ?? metrics.get(name.replace(/_(bucket|count|sum)$/, ''));
      expect(metric, name).toBeDefined();
      seen.add(name);
      for (const [, label = ''] of labels.matchAll(/(\w+)\s*[=!]/g)) {
        expect([...(metric?.labels ?? []), 'service', 'le'], `${name}{${label}}`).toContain(label);
      }
    }
  }
  expect(seen.size).toBeGreaterThan(15);
});

const promtool = (...words: string[]) =>
  spawnSync('promtool', words, { cwd: new URL('infra/monitoring/', root), encoding: 'utf8' });

test.skipIf(promtool('--version').status !== 0)(
  'promtool takes the rules, and each fires when it should',
  () => {
    for (const words of [
      ['check', 'rules', 'rules/reports.yml', 'rules/slo.yml'],
      ['check', 'config', 'prometheus.yml'],
      ['test', 'rules', 'tests/alerts.yml', 'tests/objectives.yml'],
    ]) {
      const { status, stdout, stderr } = promtool(...words);
      expect(stdout + stderr).not.toContain('FAILED');
      expect(status).toBe(0);
    }
  },
);
