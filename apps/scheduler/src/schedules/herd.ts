import { type Logger, messageOf } from '@reports/service';
import { type TemporalClient, translateTemporalError } from '@reports/temporal';
import type { DueSchedules, ScheduleKey } from './due-schedules.ts';
import { shareOut } from './share-out.ts';

/** Fewer schedules due at an instant need no order: each firing takes its own. */
const leastHerd = 20;
const settledAtOnce = 4;

export interface Herd {
  /** Called when Temporal fires a schedule for an instant: if many are due, all of them are started, in a fair order. */
  noticeFiring: (firedFor: Date) => void;
  stop: () => Promise<void>;
}

/**
 * The herd of Monday, 06:00. Temporal fires two thousand schedules one after the other, in no order that is fair. So the
 * first firing starts every slot that is due by then, taking the workspaces in turn, and the firings that follow find
 * their slots started.
 */
export const createHerd = ({
  due,
  temporal,
  log,
}: {
  due: DueSchedules;
  temporal: TemporalClient;
  log: Logger;
}): Herd => {
  let driving: Promise<void> | undefined;
  const stopping = new AbortController();

  const drive = async (herd: ScheduleKey[], firedFor: Date): Promise<void> => {
    const paused = await pausedInTemporal(temporal);
    const queue = shareOut(herd.filter(({ reportId }) => !paused.has(reportId)));
    log.info({ schedules: queue.length, firedFor }, 'many schedules are due: they are started in turn');
    const take = async () => {
      while (!stopping.signal.aborted) {
        const next = queue.shift();
        if (!next) return;
        await due.settle(next, firedFor);
      }
    };
    await Promise.all(Array.from({ length: settledAtOnce }, take));
  };

  return {
    noticeFiring: (firedFor) => {
      if (driving || stopping.signal.aborted) return;
      const herd = due.dueBy(firedFor);
      if (herd.length < leastHerd) return;
      driving = drive(herd, firedFor)
        .catch((error: unknown) => {
          log.warn(
            { reason: messageOf(error) },
            'a herd could not be started in turn: each firing takes its own',
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
