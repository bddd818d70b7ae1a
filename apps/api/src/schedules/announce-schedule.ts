import { createEvent } from '@reports/contracts';
import { promiseEvent, type ScheduleRow, type Transaction } from '@reports/database';

/** Promises the event that has a schedule made, changed or deleted: whoever reads it looks at the row. */
export const announceSchedule = (
  transaction: Transaction,
  { reportId, workspaceId, revision }: Pick<ScheduleRow, 'reportId' | 'workspaceId' | 'revision'>,
): Promise<void> =>
  promiseEvent(
    transaction,
    createEvent('schedule.changed', {
      source: '/api',
      workspaceId,
      subject: reportId,
      data: { report_id: reportId, revision },
    }),
  );
