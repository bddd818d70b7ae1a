import { searchAttributes } from '@reports/contracts';
import { databaseNow, isPassing, oneAtATime, type ScheduleRow } from '@reports/database';
import { forEachAlone, type Health, type Logger, type Loop, startLoop } from '@reports/service';
import { type TemporalClient, translateTemporalError } from '@reports/temporal';
import { runningWorkflows } from '../running-workflows.ts';
import { keyword } from '../search-attribute-keys.ts';
import { alignSchedule, type AlignDependencies, firesWhenWeSay, isInLine } from './align-schedule.ts';
import type { DueSchedules } from './due-schedules.ts';
import { owedUntil } from './owed-until.ts';
import { livingSchedules, type StoredSchedule } from './stored-schedule.ts';
import { scheduleWorkflow, temporalIdOf } from './temporal-schedule.ts';

const scheduleKey = keyword(searchAttributes.scheduleId);

const everyMs = 30_000;

export interface ReconcileDependencies extends AlignDependencies {
  due: DueSchedules;
  log: Logger;
}

/**
 * Holds the schedules' rows against Temporal, at the start and every 30 seconds: a Temporal Schedule that is missing is
 * made, one without a row is deleted, one that differs is changed, and what an operator paused or resumed is taken over.
 * Then every slot that is owed and that Temporal did not fire for is started. One whose run waits for its first step is left to it, and
 * one that Temporal is yet to fire while it fires others: in a burst that takes minutes, each would be work for nothing.
 */
export const startScheduleReconciler = ({
  metrics,
  ...dependencies
}: ReconcileDependencies & { metrics: Health['metrics'] }): Loop =>
  startLoop({
    name: 'schedule_reconciler',
    everyMs,
    work: () =>
      oneAtATime(dependencies.systemDatabase, 'schedule_reconciler', () => reconcileSchedules(dependencies)),
    log: dependencies.log,
    metrics,
  });

/**
 * One round, by PostgreSQL's clock unless an instant is given. Throws when Temporal cannot be listed or PostgreSQL is away. A schedule with which something is wrong waits for the
 * next round and holds up no other; one that could not be brought in line is not settled either, since an operator's pause cannot
 * be seen.
 */
export const reconcileSchedules = async (
  dependencies: ReconcileDependencies,
  given?: Date,
): Promise<void> => {
  const { systemDatabase, due, log } = dependencies;
  const now = given ?? (await databaseNow(systemDatabase.orm));
  const living = new Map<string, StoredSchedule>();
  for await (const stored of livingSchedules(systemDatabase)) {
    living.set(temporalIdOf(stored.schedule), stored);
  }
  const { wrong, unfired, firedAt } = await compareWithTemporal(dependencies, living, now);
  await forEachAlone(
    [...wrong],
    async (reportId) => {
      await alignSchedule(dependencies, reportId);
      wrong.delete(reportId);
      log.info({ report_id: reportId }, 'a schedule in Temporal is in line with its row again');
    },
    {
      isAway: isPassing,
      onFailure: (reportId, error) =>
        log.warn(
          { err: error, report_id: reportId },
          'a schedule could not be brought in line: the next round tries again',
        ),
    },
  );
  const untilOf = ({ reportId }: ScheduleRow) =>
    owedUntil({ now, firedAt, isUnfired: unfired.has(reportId) });
  const late = [...living.values()].filter(
    ({ schedule }) =>
      schedule.status === 'active' &&
      !wrong.has(schedule.reportId) &&
      !due.owesNothing(schedule, untilOf(schedule)),
  );
  const onTheirWay = late.length === 0 ? new Set<string>() : await withRunToOpen(dependencies.temporal);
  const mayOwe = late.filter(({ schedule }) => !onTheirWay.has(schedule.reportId));
  await forEachAlone(mayOwe, ({ schedule }) => due.settle(schedule, untilOf(schedule)), {
    isAway: isPassing,
    onFailure: ({ schedule: { reportId } }, error) =>
      log.error(
        { err: error, report_id: reportId },
        "a schedule's slots could not be settled: the next round tries again",
      ),
  });
};

interface Comparison {
  /** The schedules that Temporal lacks, has too many, or has otherwise. */
  wrong: Set<string>;
  /** Those that Temporal knows to be due and has not fired. */
  unfired: Set<string>;
  /** When it last fired any. */
  firedAt: Date;
}

const compareWithTemporal = async (
  { temporal, due }: ReconcileDependencies,
  living: Map<string, StoredSchedule>,
  now: Date,
): Promise<Comparison> => {
  const wrong = new Set(living.keys());
  const unfired = new Set<string>();
  let firedAt = new Date(0);
  try {
    for await (const summary of temporal.client.schedule.list({ pageSize: 500 })) {
      const { scheduleId, action, info } = summary;
      if (action?.workflowType !== scheduleWorkflow) continue;
      const stored = living.get(scheduleId);
      const isRight =
        stored !== undefined &&
        isInLine(stored, summary) &&
        firesWhenWeSay(stored, info, now, due.nextAfter(stored.schedule, now));
      if (isRight) wrong.delete(scheduleId);
      else wrong.add(scheduleId);
      if (info.nextActionTimes.some((time) => time <= now)) unfired.add(scheduleId);
      const takenAt = info.recentActions.at(-1)?.takenAt;
      if (takenAt && takenAt > firedAt) firedAt = takenAt;
    }
  } catch (error) {
    throw translateTemporalError(error);
  }
  return { wrong, unfired, firedAt };
};

/** The schedules of which a run is yet to open its slot: it has no report so far. */
const withRunToOpen = (temporal: TemporalClient): Promise<Set<string>> =>
  runningWorkflows(
    temporal,
    `WorkflowType = '${scheduleWorkflow}' AND ${searchAttributes.reportId} IS NULL`,
    ({ typedSearchAttributes }) => typedSearchAttributes.get(scheduleKey),
  );
