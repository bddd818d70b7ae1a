import { owedSlots } from '@reports/calendar';
import { type Database, settleSchedule } from '@reports/database';
import { type Consumption, consumeEvents, type Messaging } from '@reports/messaging';
import { alignSchedule, type AlignDependencies } from './align-schedule.ts';

/** Brings Temporal in line after each `schedule.changed`. Then starts a slot that came due before Temporal knew of it. */
export const consumeChangedSchedules = ({
  messaging,
  database,
  ...dependencies
}: AlignDependencies & { messaging: Messaging; database: Database }): Consumption =>
  consumeEvents(messaging, 'scheduler-schedules', async ({ event }) => {
    if (event.type !== 'schedule.changed') return;
    await alignSchedule(dependencies, event.data.report_id);
    await database.withWorkspace(event.workspaceid, (transaction) =>
      settleSchedule(transaction, event.data.report_id, {
        now: new Date(),
        source: '/scheduler',
        findOwedSlots: owedSlots,
      }),
    );
  });
