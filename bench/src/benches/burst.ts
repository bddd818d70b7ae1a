import { setTimeout as wait } from 'node:timers/promises';
import { createEvent, daysOfWeek, subjectOf } from '@reports/contracts';
import { createId } from '@reports/service';
import { runBareBurst } from '../bare-burst.ts';
import { forgetPeakMemory, peakMegabytes, countProcessorMs } from '../measure/processes.ts';
import { quantile } from '../measure/statistics.ts';
import { milliseconds, type Outcome } from '../results/outcome.ts';
import type { Stage } from '../stage.ts';
import type { Bench } from './bench.ts';

const services = ['scheduler', 'aggregator', 'renderer', 'notifier', 'api'] as const;
const parts = [...services, 'temporal', 'postgres', 'nats', 'minio'] as const;
const minuteMs = 60_000;
/** For Temporal to hear of one schedule. */
const perScheduleMs = 80;
const giveUpMs = 30 * minuteMs;
const settleMs = 3_000;

interface Scheduled {
  workspaceId: string;
  reportId: string;
}

/** One workspace with many schedules, others with one each, all due in the same minute of this week. */
const schedule = async ({ owner, sizes }: Stage): Promise<{ burst: Scheduled[]; due: Date }> => {
  const { many, few } = sizes.burst;
  const crowded = createId('ws');
  const alone = Array.from({ length: few }, () => createId('ws'));
  await owner`insert into workspaces ${owner([crowded, ...alone].map((id) => ({ id, name: 'Bench burst' })))}`;
  const burst = [...Array.from({ length: many }, () => crowded), ...alone].map((workspaceId) => ({
    workspaceId,
    reportId: createId('rpt'),
  }));
  const due = new Date(
    Math.ceil((Date.now() + burst.length * perScheduleMs + minuteMs) / minuteMs) * minuteMs,
  );
  const ids = burst.map(({ reportId }) => reportId);
  const workspaceIds = burst.map(({ workspaceId }) => workspaceId);
  await owner`
    insert into reports (id, workspace_id, type, format, status, period_from, period_to, timezone, error_code, completed_at)
    select id, workspace_id, 'qa_performance', 'json', 'failed', '2024-01-01', '2024-01-07', 'UTC', 'of_no_interest', now()
    from unnest(${ids}::text[], ${workspaceIds}::text[]) as burst (id, workspace_id)`;
  await owner`
    insert into schedules (report_id, workspace_id, frequency, day_of_week, time, timezone, requested)
    select id, workspace_id, 'weekly', ${daysOfWeek[(due.getUTCDay() + 6) % 7] ?? ''}, ${due.toISOString().slice(11, 16)},
           'UTC', '{"frequency": "weekly"}'
    from unnest(${ids}::text[], ${workspaceIds}::text[]) as burst (id, workspace_id)`;
  const events = burst.map(({ workspaceId, reportId }) =>
    createEvent('schedule.changed', {
      source: '/bench',
      workspaceId,
      subject: reportId,
      data: { report_id: reportId, revision: 1 },
    }),
  );
  await owner`
    insert into outbox ${owner(events.map((event) => ({ workspace_id: event.workspaceid, subject: subjectOf(event), event: owner.json(event) })))}`;
  return { burst, due };
};

/** What the burst cost each part of the platform. */
interface Cost {
  /** Milliseconds of processor time, with all that the part started. */
  cpuMs: Record<string, number>;
  /** The most memory of its first process, in megabytes. */
  peakMb: Record<string, number>;
}

/** Waits until every run is done and whoever waits for it was seen to; gives what that cost from the slot on. */
const watch = async ({ platform, owner }: Stage, count: number, due: Date): Promise<Cost> => {
  const pids = Object.fromEntries(parts.map((name) => [name, platform.pid(name)]));
  for (const pid of Object.values(pids)) forgetPeakMemory(pid);
  const hadSince = countProcessorMs(pids);
  for (;;) {
    const [row] = await owner<{ done: number }[]>`
      select count(*)::int as done from reports where scheduled_for = ${due} and deliveries_recorded_at is not null`;
    if ((row?.done ?? 0) >= count) break;
    if (Date.now() > due.getTime() + giveUpMs) throw new Error(`${row?.done} of ${count} runs are done`);
    await wait(1_000);
  }
  // Workflows end after their reports, and what they write to visibility follows.
  await wait(settleMs);
  return {
    cpuMs: hadSince(),
    peakMb: Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, peakMegabytes(pid)])),
  };
};

/** Milliseconds from the slot to the completed report, of the workspace with many and of the others. */
const waits = async (
  { owner }: Stage,
  due: Date,
  crowded: string,
): Promise<Record<'many' | 'few', number[]>> => {
  const rows = await owner<{ workspace_id: string; ms: number; status: string }[]>`
    select workspace_id, status, (extract(epoch from completed_at - scheduled_for) * 1000)::float8 as ms
    from reports where scheduled_for = ${due}`;
  const failed = rows.filter(({ status }) => status !== 'completed').length;
  if (failed > 0) throw new Error(`${failed} runs failed`);
  const of = (isCrowded: boolean) =>
    rows.filter(({ workspace_id }) => (workspace_id === crowded) === isCrowded).map(({ ms }) => ms);
  return { many: of(true), few: of(false) };
};

/** The burst of Monday, 06:00: many reports due in the same minute. */
export const burst: Bench = async (stage): Promise<Outcome[]> => {
  const { many, few } = stage.sizes.burst;
  const { burst: scheduled, due } = await schedule(stage);
  stage.say(`  ${scheduled.length} schedules are due at ${due.toISOString()}`);
  await wait(due.getTime() - Date.now());
  const { cpuMs, peakMb } = await watch(stage, scheduled.length, due);
  const { many: crowded, few: alone } = await waits(stage, due, scheduled[0]?.workspaceId ?? '');
  if (crowded.length !== many || alone.length !== few) throw new Error('not every slot made one run');
  const count = many + few;
  const load = `${many.toLocaleString('en')} schedules of one workspace and 1 each of ${few}, weekly at the same minute, JSON, no records`;
  const bare = await runBareBurst(stage, count);
  const lastMs = Math.max(...crowded, ...alone);
  const perReportMs = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0) / count;
  const barePerReportMs = (bare.cpuMs.temporal + bare.cpuMs.workers) / count;
  const shares = parts.map((name) => `${name} ${((cpuMs[name] ?? 0) / count).toFixed(1)}`);
  const memory = parts.filter((name) => name !== 'postgres').map((name) => `${name} ${peakMb[name]}`);
  return [
    {
      measure: `burst: slot to the last of ${count.toLocaleString('en')} reports completed`,
      ours: milliseconds(lastMs),
      reference: '',
      result: lastMs,
      unit: 'ms',
      target: { atMost: 60_000 },
      note: load,
      rounds: {},
    },
    {
      measure: 'burst: slot to the last ÷ the same workflows with nothing in their activities',
      ours: milliseconds(lastMs),
      reference: milliseconds(bare.lastMs),
      result: lastMs / bare.lastMs,
      unit: '',
      target: undefined,
      note: 'schedules, a workflow of three activities, one process of workers: what Temporal and its SDK take by themselves',
      rounds: {},
    },
    {
      measure: 'burst: processor time a report, all processes ÷ the same with nothing in their activities',
      ours: milliseconds(perReportMs),
      reference: milliseconds(barePerReportMs),
      result: perReportMs / barePerReportMs,
      unit: '',
      target: undefined,
      note: `the bare ones, ms: temporal ${(bare.cpuMs.temporal / count).toFixed(1)}, workers ${(bare.cpuMs.workers / count).toFixed(1)}`,
      rounds: {},
    },
    {
      measure: 'burst: processor time a report, all processes',
      ours: milliseconds(perReportMs),
      reference: '',
      result: perReportMs,
      unit: 'ms',
      target: { atMost: 90 },
      note: `ms: ${shares.join(', ')}`,
      rounds: {},
    },
    {
      measure: "burst: the scheduler's most memory",
      ours: `${peakMb['scheduler']} MB`,
      reference: '',
      result: peakMb['scheduler'] ?? 0,
      unit: 'MB',
      target: { atMost: 400 },
      note: `the others', MB: ${memory.slice(1).join(', ')}`,
      rounds: {},
    },
    {
      measure: 'burst: p95 wait of the workspaces with one report ÷ p95 wait of the one with many',
      ours: milliseconds(quantile(alone, 0.95)),
      reference: milliseconds(quantile(crowded, 0.95)),
      result: quantile(alone, 0.95) / quantile(crowded, 0.95),
      unit: '',
      target: { atMost: 0.25 },
      note: load,
      rounds: {},
    },
  ];
};
