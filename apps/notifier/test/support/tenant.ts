import { createEvent } from '@reports/contracts';
import {
  deliveries,
  type MailRules,
  reports,
  schedules,
  type Transaction,
  unsubscribes,
  webhooks,
} from '@reports/database';
import { publishEvent, type Messaging } from '@reports/messaging';
import { createId } from '@reports/service';
import { eq } from 'drizzle-orm';
import { leaveReport, type Owner, type ReportOptions } from './leave-report.ts';

export type DeliveryRow = typeof deliveries.$inferSelect;

export interface Tenant {
  workspaceId: string;
  /** Leaves a finished report as the scheduler does: the row, the dataset, the file. Gives its id. */
  createReport: (options?: ReportOptions) => Promise<string>;
  /** A report with a weekly schedule. */
  createSchedule: (rules?: MailRules) => Promise<string>;
  createWebhook: (options: { url: string; events?: string[]; secrets: string[] }) => Promise<string>;
  unsubscribe: (reportId: string, address: string) => Promise<void>;
  /** Puts the event that a report is finished on the bus; gives its id. The same id is the same event. */
  announce: (reportId: string, eventId?: string) => Promise<string>;
  deliveriesOf: (reportId: string) => Promise<DeliveryRow[]>;
  findDelivery: (id: string) => Promise<DeliveryRow | undefined>;
}

/** A workspace, and what the other services would leave in it. */
export const createTenant = (owner: Owner, messaging: Messaging): Tenant => {
  const { workspaceId, database } = owner;
  const inWorkspace = <Result>(work: (transaction: Transaction) => Promise<Result>) =>
    database.withWorkspace(workspaceId, work);
  const createReport = (options?: ReportOptions) => leaveReport(owner, options);

  return {
    workspaceId,
    createReport,
    createSchedule: async (rules = {}) => {
      const reportId = await createReport();
      await inWorkspace(async (transaction) => {
        await transaction.insert(schedules).values({
          reportId,
          workspaceId,
          frequency: 'weekly',
          dayOfWeek: 'monday',
          time: '06:00',
          timezone: 'UTC',
          requested: { frequency: 'weekly', day_of_week: 'monday', time: '06:00', ...rules },
        });
      });
      return reportId;
    },
    createWebhook: async ({ url, events = ['report.completed', 'report.failed'], secrets }) => {
      const id = createId('whk');
      await inWorkspace(async (transaction) => {
        await transaction.insert(webhooks).values({ id, workspaceId, url, events, secrets });
      });
      return id;
    },
    unsubscribe: async (reportId, address) => {
      await inWorkspace(async (transaction) => {
        await transaction.insert(unsubscribes).values({ workspaceId, reportId, address });
      });
    },
    announce: async (reportId, eventId = crypto.randomUUID()) => {
      const [report] = await inWorkspace((transaction) =>
        transaction.select().from(reports).where(eq(reports.id, reportId)),
      );
      if (!report) throw new Error(`There is no report ${reportId}`);
      await publishEvent(
        messaging,
        createEvent(report.status === 'completed' ? 'report.completed' : 'report.failed', {
          id: eventId,
          source: '/scheduler',
          workspaceId,
          subject: reportId,
          data: { report_id: reportId, type: report.type, format: report.format },
        }),
      );
      return eventId;
    },
    deliveriesOf: (reportId) =>
      inWorkspace((transaction) =>
        transaction.select().from(deliveries).where(eq(deliveries.reportId, reportId)),
      ),
    findDelivery: async (id) => {
      const [row] = await inWorkspace((transaction) =>
        transaction.select().from(deliveries).where(eq(deliveries.id, id)),
      );
      return row;
    },
  };
};
