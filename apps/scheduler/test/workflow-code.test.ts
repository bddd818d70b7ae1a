import { tmpdir } from 'node:os';
import { createLogger } from '@reports/service';
import { afterEach, expect, test, vi } from 'vitest';
import { bundleWorkflows } from '../src/versions/workflow-code.ts';

vi.setConfig({ testTimeout: 60_000 });

const log = createLogger({ service: 'test', level: 'silent' });
const startedIn = process.cwd();
afterEach(() => process.chdir(startedIn));

test('workflows carry no schemas: each one evaluates all that they import, and keeps it in memory', async () => {
  const { workflowBundle } = await bundleWorkflows(log, 'test');
  const [code = ''] = workflowBundle.code.split('//# sourceMappingURL=', 1);
  const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, name = '']) => name);
  const ours = modules.filter((name) => name.includes('/libs/') && !name.includes('node_modules'));
  expect(ours.map((name) => name.replace(/.*\/libs\//, '')).toSorted()).toEqual([
    'contracts/src/activities.ts',
    'contracts/src/search-attributes.ts',
    'contracts/src/workflows.ts',
  ]);
  expect(modules.filter((name) => /typebox|luxon|drizzle/.test(name))).toEqual([]);
});

test('one release is one version, wherever its process is started', async () => {
  const here = await bundleWorkflows(log, '1.0.0');
  process.chdir(tmpdir());
  const elsewhere = await bundleWorkflows(log, '1.0.0');
  expect(elsewhere.version).toEqual(here.version);
});

test('workflows that cannot be bundled say why', async () => {
  await expect(bundleWorkflows(log, '1.0.0', '/nowhere/workflows.ts')).rejects.toThrow(
    /could not be bundled: .*nowhere/s,
  );
});
