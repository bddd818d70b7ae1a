/** PostgreSQL: tables, migrations, and the one way to a tenant's rows. */
export { connectDatabase, type Database, type DatabaseOptions, type Transaction } from './connect.ts';
export { isPassing, translateDatabaseError } from './translate-error.ts';
export { migrate, type MigrationUrls } from './migrate.ts';
export { promiseEvent } from './outbox.ts';
export { requestOf } from './request-of.ts';
export {
  localTimesWithRow,
  lockSchedule,
  settleSchedule,
  type FindOwedSlots,
  type Settlement,
} from './slots/settle-schedule.ts';
export { startSlot, type SlotOfSchedule, type SlotRun } from './slots/start-slot.ts';
export { apiKeys } from './tables/api-keys.ts';
export { deliveries } from './tables/deliveries.ts';
export { idempotencyKeys } from './tables/idempotency-keys.ts';
export { inbox } from './tables/inbox.ts';
export { outbox } from './tables/outbox.ts';
export { rateLimitWindows } from './tables/rate-limit-windows.ts';
export { reports, type ReportRow } from './tables/reports.ts';
export { schedules, type ScheduleRow } from './tables/schedules.ts';
export { scheduleSlots } from './tables/schedule-slots.ts';
export { unsubscribes } from './tables/unsubscribes.ts';
export { webhooks } from './tables/webhooks.ts';
export { workspaces } from './tables/workspaces.ts';
export { databaseSettings, systemDatabaseSettings } from './settings.ts';
export { reportDetails, type ReportDetails } from './views/report-details.ts';
export { findReport, findSignedReport } from './views/find-report.ts';
export { agents } from './tables/agents.ts';
export { calls } from './tables/calls.ts';
export { campaigns } from './tables/campaigns.ts';
export { complianceChecks } from './tables/compliance-checks.ts';
export { evaluations } from './tables/evaluations.ts';
export { readSnapshot, type Snapshot, type SnapshotOptions, type SnapshotReader } from './snapshot.ts';
