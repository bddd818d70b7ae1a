import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection, type ScheduleOptions } from '@temporalio/client';
import pLimit from 'p-limit';
import { startBareProgram } from './bare-program.ts';
import { countProcessorMs } from './measure/processes.ts';
import type { Stage } from './stage.ts';

const minuteMs = 60_000;
const perScheduleMs = 40;
const giveUpMs = 30 * minuteMs;

export interface BareBurst {
  /** From the minute to the end of the last workflow. */
  lastMs: number;
  /** Milliseconds of processor time, of Temporal's server and of the one process of workers. */
  cpuMs: Record<'temporal' | 'workers', number>;
}

const scheduleAt = (due: Date, index: number): ScheduleOptions => ({
  scheduleId: `bare-${due.getTime()}-${index}`,
  spec: {
    calendars: [{ dayOfMonth: due.getUTCDate(), hour: due.getUTCHours(), minute: due.getUTCMinutes() }],
  },
  action: { type: 'startWorkflow', workflowType: 'bareRun', workflowId: `bare-${index}`, taskQueue: 'bare' },
  policies: { overlap: 'ALLOW_ALL', catchupWindow: '7 days', pauseOnFailure: false },
});

/** The same burst with nothing in its activities and nothing around Temporal: what its server and its SDK alone take for it. */
export const runBareBurst = async (stage: Stage, count: number): Promise<BareBurst> => {
  const { platform, setting, say } = stage;
  const workers = await startBareProgram(stage, 'bare-workflow-main.ts');
  const connection = await Connection.connect({ address: setting('TEMPORAL_ADDRESS') });
  try {
    const client = new Client({ connection, namespace: setting('TEMPORAL_NAMESPACE') });
    const due = new Date(Math.ceil((Date.now() + count * perScheduleMs + minuteMs) / minuteMs) * minuteMs);
    const inTurn = pLimit(16);
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        inTurn(() => client.schedule.create(scheduleAt(due, index))),
      ),
    );
    if (Date.now() >= due.getTime()) throw new Error('The schedules were not there in time');
    say(`  ${count} bare schedules are due at ${due.toISOString()}`);
    await wait(due.getTime() - Date.now());
    const hadSince = countProcessorMs({ temporal: platform.pid('temporal'), workers: workers.pid });
    const query = `WorkflowType = 'bareRun' AND ExecutionStatus = 'Completed' AND CloseTime >= '${due.toISOString()}'`;
    while ((await client.workflow.count(query)).count < count) {
      if (Date.now() > due.getTime() + giveUpMs) throw new Error('The bare burst did not end');
      await wait(1_000);
    }
    const cpuMs = hadSince();
    let lastMs = 0;
    for await (const { closeTime } of client.workflow.list({ query })) {
      lastMs = Math.max(lastMs, (closeTime?.getTime() ?? 0) - due.getTime());
    }
    return { lastMs, cpuMs };
  } finally {
    await connection.close();
    await workers.stop();
  }
};
