import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@reports/service';
import { installTemporalRuntime } from '@reports/temporal';

import { bundleWorkflowCode, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { bundleWorkflows } from '../src/versions/workflow-code.ts';
import { historyFromJson } from './history-json.ts';

const directory = new URL('histories/', import.meta.url);
const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
const read = (name: string): string => readFileSync(new URL(name, directory), 'utf8');

let workflowBundle: WorkflowBundleWithSourceMap;
/** As a worker runs it: workflows that hand a trace on. */
let tracingBundle: WorkflowBundleWithSourceMap;

const bundleOf = (workflows: string) =>
  bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL(workflows, import.meta.url)),
    logger: { ...console, log: () => {}, trace: () => {}, info: () => {} },
  });

beforeAll(async () => {
  installTemporalRuntime(createLogger({ service: 'test', level: 'silent' }));
  workflowBundle = await bundleOf('../src/workflows/index.ts');
  ({ workflowBundle: tracingBundle } = await bundleWorkflows(
    createLogger({ service: 'test', level: 'silent' }),
    'test',
  ));
});

test('histories of every workflow and every way that a report ends were recorded', () => {
  expect(names.toSorted()).toEqual([
    'report-cancelled.json',
    'report-completed.json',
    'report-failed.json',
    'report-from-a-dataset.json',
    'report-with-its-file.json',
    'scheduled-report-completed.json',
  ]);
});

test.each(names)('%s replays: the code still takes the decisions that it took then', async (name) => {
  await Worker.runReplayHistory({ workflowBundle }, historyFromJson(read(name)));
});

/** As Temporal keeps a payload: base64 of JSON. */
const header = {
  fields: {
    traceparent: {
      metadata: { encoding: Buffer.from('json/plain').toString('base64') },
      data: Buffer.from(JSON.stringify(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`)).toString('base64'),
    },
  },
};

test.each(names)(
  '%s replays where it began with a trace and goes on without, and the other way',
  async (name) => {
    const traced = JSON.stringify(JSON.parse(read(name)), (key, value: unknown) =>
      key === 'header' ? header : value,
    );
    expect(traced).toContain('traceparent');
    await Worker.runReplayHistory({ workflowBundle }, historyFromJson(traced));
    await Worker.runReplayHistory({ workflowBundle: tracingBundle }, historyFromJson(traced));
    await Worker.runReplayHistory({ workflowBundle: tracingBundle }, historyFromJson(read(name)));
  },
);

test.each(['report-completed.json', 'scheduled-report-completed.json'])(
  'a change of the decisions in %s is noticed',
  async (name) => {
    const history = read(name).replaceAll('buildDataset', 'collectFigures');
    await expect(Worker.runReplayHistory({ workflowBundle }, historyFromJson(history))).rejects.toThrow(
      /Nondeterminism|does not match/i,
    );
  },
);
