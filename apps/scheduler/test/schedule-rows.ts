import { settleSchedule } from '@reports/slots';
import { createEvent, type ScheduleRequest } from '@reports/contracts';
import {
  promiseEvent,
  reports,
  scheduleSlots,
  schedules,
  type ScheduleRow,
  type Transaction,
} from '@reports/database';
import { createId } from '@reports/service';
import { and, asc, eq } from 'drizzle-orm';
import type { TestScheduler } from './platform.ts';

type Calendar = Pick<ScheduleRow, 'frequency' | 'time' | 'timezone'> &
  Partial<Pick<ScheduleRow, 'dayOfWeek' | 'dayOfMonth' | 'activeSince' | 'emails' | 'status'>>;

/** Writes schedules as the api does: rows and events in one transaction. */
export const scheduleRows = ({ shared, sharedSystem }: TestScheduler) => {
  const announce = (transaction: Transaction, { reportId, workspaceId, revision }: ScheduleRow) =>
    promiseEvent(
      transaction,
      createEvent('schedule.changed', {
        source: '/test',
        workspaceId,
        subject: reportId,
        data: { report_id: reportId, revision },
      }),
    );

  const only = <Row>([row]: Row[]): Row => {
    if (!row) throw new Error('no row');
    return row;
  };

  return {
    create: (calendar: Calendar, workspaceId = 'ws_test'): Promise<ScheduleRow> =>
      shared.withWorkspace(workspaceId, async (transaction) => {
        const reportId = createId('rpt');
        await transaction.insert(reports).values({
          id: reportId,
          workspaceId,
          type: 'qa_performance',
          format: 'pdf',
          status: 'failed',
          errorCode: 'not_of_interest',
          completedAt: new Date(),
          periodFrom: '2024-01-01',
          periodTo: '2024-01-31',
          timezone: 'UTC',
          filters: { campaign_id: 'cmp_1' },
        });
        const requested: ScheduleRequest = { frequency: calendar.frequency };
        const schedule = only(
          await transaction
            .insert(schedules)
            .values({
              emails: ['one@example.com', 'two@example.com'],
              ...calendar,
              reportId,
              workspaceId,
              requested,
            })
            .returning(),
        );
        await announce(transaction, schedule);
        return schedule;
      }),

    /** Settles, then changes. */
    change: (
      { reportId, workspaceId }: ScheduleRow,
      fields: Partial<Pick<ScheduleRow, 'time' | 'status' | 'emails' | 'activeSince'>>,
    ): Promise<ScheduleRow> =>
      shared.withWorkspace(workspaceId, async (transaction) => {
        const now = new Date();
        const { schedule } = await settleSchedule(transaction, reportId, {
          now,
          source: '/test',
        });
        const changed = only(
          await transaction
            .update(schedules)
            .set({ activeSince: now, ...fields, revision: (schedule?.revision ?? 0) + 1 })
            .where(and(eq(schedules.reportId, reportId), eq(schedules.workspaceId, 'ws_test')))
            .returning(),
        );
        await announce(transaction, changed);
        return changed;
      }),

    read: async ({ reportId }: { reportId: string }): Promise<ScheduleRow> =>
      only(await sharedSystem.orm.select().from(schedules).where(eq(schedules.reportId, reportId))),

    slots: ({ reportId }: { reportId: string }) =>
      sharedSystem.orm
        .select()
        .from(scheduleSlots)
        .where(eq(scheduleSlots.reportId, reportId))
        .orderBy(asc(scheduleSlots.scheduledFor)),

    runs: ({ reportId }: { reportId: string }) =>
      sharedSystem.orm
        .select()
        .from(reports)
        .where(eq(reports.sourceReportId, reportId))
        .orderBy(asc(reports.createdAt)),
  };
};
