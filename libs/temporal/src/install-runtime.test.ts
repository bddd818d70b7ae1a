import { createHealth, createPhases, type Logger, ServiceError } from '@reports/service';
import { expect, test } from 'vitest';
import { followAttempts } from './follow-attempts.ts';
import { writeEntry } from './install-runtime.ts';

type Said = [level: string, about: Record<string, unknown>, message: string];

const listen = () => {
  const said: Said[] = [];
  const levels = ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (about: Record<string, unknown>, message: string) => said.push([level, about, message]),
  ]);
  return { said, log: Object.fromEntries(levels) as Logger };
};

test('what the SDK says of a workflow names its report, and its error comes whole', () => {
  const { said, log } = listen();
  const error = new Error('no rows');
  writeEntry(log, {
    level: 'WARN',
    message: 'Workflow failed',
    meta: { error, workflowId: 'rpt_abc-2', runId: 'r' },
  });
  expect(said).toEqual([
    ['warn', { err: error, workflowId: 'rpt_abc-2', runId: 'r', report_id: 'rpt_abc' }, 'Workflow failed'],
  ]);
});

const request = { report_id: 'rpt_1', workspace_id: 'ws_1', type: 'call_summary', format: 'csv' };

test('an activity that ends is one line with the ids of its report; what waits for an engine says so now and then', () => {
  const { said, log } = listen();
  const { metrics } = createHealth('test', {});
  const follow = followAttempts({
    log,
    phases: createPhases(metrics),
    activities: { renderReport: { done: 'a report is rendered', phase: 'render' } },
  });
  const attempt = { activity: 'renderReport', args: [{ request }], queuedSeconds: 0.5, seconds: 2 };
  const away = new ServiceError({ code: 'storage_unavailable', message: 'It is away.', fate: 'passing' });
  for (let number = 1; number <= 12; number += 1) follow({ ...attempt, number, error: away });
  follow({ ...attempt, number: 13, error: new TypeError('not a function') });
  follow({ ...attempt, number: 14 });
  const told = said.filter(([level]) => level !== 'debug');
  expect(told.map(([level, { attempt: number }, message]) => [level, number, message])).toEqual([
    ['warn', 1, 'an activity failed'],
    ['warn', 11, 'an activity failed'],
    ['warn', 13, 'an activity failed'],
    ['info', 14, 'a report is rendered'],
  ]);
  for (const [, about] of told) expect(about).toMatchObject({ report_id: 'rpt_1', workspace_id: 'ws_1' });
  expect(told[0]?.[1]['err']).toBe(away);
});
