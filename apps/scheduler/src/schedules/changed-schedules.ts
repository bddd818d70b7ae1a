import { type Consumption, consumeEvents, type Messaging } from '@reports/messaging';
import { databaseNow } from '@reports/database';
import { alignSchedule, type AlignDependencies } from './align-schedule.ts';
import type { DueSchedules } from './due-schedules.ts';

/** Brings Temporal in line after each `schedule.changed`. Then starts a slot that came due before Temporal knew of it. */
export const consumeChangedSchedules = ({
  messaging,
  due,
  ...dependencies
}: AlignDependencies & { messaging: Messaging; due: DueSchedules }): Consumption =>
  consumeEvents(messaging, 'scheduler-schedules', async ({ event }) => {
    if (event.type !== 'schedule.changed') return;
    const reportId = event.data.report_id;
    await alignSchedule(dependencies, reportId);
    await due.settle(
      { reportId, workspaceId: event.workspaceid },
      await databaseNow(dependencies.systemDatabase.orm),
    );
  });
