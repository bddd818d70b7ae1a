import { type Logger, messageOf } from '@reports/service';
import { type TemporalClient, translateTemporalError } from '@reports/temporal';
import type { DueSchedules, ScheduleKey } from './due-schedules.ts';
import { shareOut } from './share-out.ts';

/** Fewer schedules due at an instant need no order: each firing takes its own. */
const minBurst = 20;
const settledAtOnce = 4;

export interface Burst {
  /** Called when Temporal fires a schedule: if many are due by now, all of them are started, in a fair order. */
  noticeFiring: (now: Date) => void;
  stop: () => Promise<void>;
}

/**
 * The burst of Monday, 06:00. Temporal fires two thousand schedules one after the other, in no order that is fair. So the
 * first firing starts every slot that is due by then, taking the workspaces in turn, and the firings that follow find
 * their slots started.
 */
export const createBurst = ({
  due,
  temporal,
  log,
}: {
  due: DueSchedules;
  temporal: TemporalClient;
  log: Logger;
}): Burst => {
  let driving: Promise<void> | undefined;
  let until = new Date(0);
  const stopping = new AbortController();

  /** Starts what is due in turn, and then what has come due meanwhile. */
  const drive = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const burst = due.dueBy(until);
      if (burst.length < minBurst) return;
      const paused = await pausedInTemporal(temporal);
      const queue = shareOut(burst.filter(({ reportId }) => !paused.has(reportId)));
      if (queue.length === 0) return;
      log.info({ schedules: queue.length, until }, 'many schedules are due: they are started in turn');
      await Promise.all(Array.from({ length: settledAtOnce }, () => settleAll(queue, until)));
    }
  };

  const settleAll = async (queue: ScheduleKey[], instant: Date): Promise<void> => {
    for (;;) {
      const next = stopping.signal.aborted ? undefined : queue.shift();
      if (!next) return;
      await due.settle(next, instant);
    }
  };

  return {
    noticeFiring: (now) => {
      if (now > until) until = now;
      if (driving || stopping.signal.aborted) return;
      driving = drive()
        .catch((error: unknown) => {
          log.warn(
            { reason: messageOf(error) },
            'a burst could not be started in turn: each firing takes its own',
          );
        })
        .finally(() => {
          driving = undefined;
        });
    },
    stop: async () => {
      stopping.abort();
      await driving;
    },
  };
};

/** Schedules that an operator has just paused: their rows may not say so yet. */
const pausedInTemporal = async ({ client }: TemporalClient): Promise<Set<string>> => {
  try {
    const paused = new Set<string>();
    const found = client.schedule.list({ pageSize: 1_000, query: 'TemporalSchedulePaused = true' });
    for await (const { scheduleId } of found) paused.add(scheduleId);
    return paused;
  } catch (error) {
    throw translateTemporalError(error);
  }
};
