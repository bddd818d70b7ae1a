import { createLogger } from '@reports/service';
import { expect, test } from 'vitest';
import { bundleWorkflows } from '../src/versions/workflow-code.ts';

test('workflows carry no schemas: each one evaluates all that they import, and keeps it in memory', async () => {
  const { workflowBundle } = await bundleWorkflows(
    createLogger({ service: 'test', level: 'silent' }),
    'test',
  );
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
