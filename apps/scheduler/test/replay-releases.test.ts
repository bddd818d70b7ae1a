import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@reports/service';
import { installTemporalRuntime } from '@reports/temporal';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { bundleWorkflows } from '../src/versions/workflow-code.ts';
import { historyFromJson } from './history-json.ts';

const fixtures = fileURLToPath(new URL('../../../tests/releases/fixtures', import.meta.url));
const histories = globSync('*/histories/*.json', { cwd: fixtures }).toSorted();

let workflowBundle: WorkflowBundleWithSourceMap;

beforeAll(async () => {
  const log = createLogger({ service: 'test', level: 'silent' });
  installTemporalRuntime(log);
  ({ workflowBundle } = await bundleWorkflows(log, 'test'));
});

test('there are histories of a release before', () => {
  expect(histories.some((path) => path.startsWith('1.0.0/'))).toBe(true);
});

// Runs go on with the code of their release while a worker of it is up, and with today's once it is gone.
test.each(histories)('%s replays: a run that it began is finished', async (path) => {
  await Worker.runReplayHistory(
    { workflowBundle },
    historyFromJson(readFileSync(`${fixtures}/${path}`, 'utf8')),
  );
});
