import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { labelValues } from './metrics-page.ts';
import { readServiceMetrics } from './service-metrics.ts';

/** A process that loads all services. */
vi.setConfig({ testTimeout: 60_000 });

test('the pages that are read from the code are as the code is', () => {
  const command = fileURLToPath(new URL('write-main.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, '--check'], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: '' });
});

test('metrics follow the conventions: names, units, help, labels whose values are known', async () => {
  const services = await readServiceMetrics();
  const kinds = new Map<string, string>();
  for (const metrics of Object.values(services)) {
    expect(metrics.length).toBeGreaterThan(5);
    for (const { name, kind, labels, help } of metrics) {
      expect(name).toMatch(/^(reports|http)_[a-z_]+$/);
      expect(help).toMatch(/\.$/);
      expect(name.endsWith('_total'), name).toBe(kind === 'counter');
      if (kind === 'histogram') expect(name).toMatch(/_seconds$/);
      expect(kinds.get(name) ?? kind, name).toBe(kind);
      kinds.set(name, kind);
      expect(labels.filter((label) => !(label in labelValues))).toEqual([]);
    }
  }
  expect(kinds.size).toBeGreaterThan(35);
});
