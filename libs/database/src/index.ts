/** PostgreSQL: tables, migrations, and the one way to a tenant's rows. */
export { connectDatabase, type Database, type DatabaseOptions, type Transaction } from './connect.ts';
export { databaseNow, transactionMs } from './clock.ts';
export { isPassing, translateDatabaseError } from './translate-error.ts';
export { migrate, type MigrateOptions, type MigrationUrls } from './migrate.ts';
export {
  type DatabaseService,
  databaseServices,
  type ServiceRole,
  serviceRoles,
} from './roles/service-roles.ts';
export { behindSchema, requireSchema, type SchemaCheck } from './migrations/require-schema.ts';
export { findBrokenIndexes, findMissingGrants, inspectDatabase, type DatabaseState } from './inspect.ts';
export { createReadings, type Reading } from './read-replica.ts';
export { leaveWork, type LeftWork } from './left-work.ts';
export { inWorkspace } from './scoped-statements.ts';
export { promiseEvent } from './outbox.ts';
export { oneAtATime, tryLock } from './one-at-a-time.ts';
export { reopenReport } from './reopen-report.ts';
export { requestColumns, requestOf, type RequestRow, workflowIdOf } from './request-of.ts';
export { apiKeys } from './tables/api-keys.ts';
export { auditEntries, type AuditEntry } from './audit.ts';
export { auditLog } from './tables/audit-log.ts';
export { deliveries } from './tables/deliveries.ts';
export { erasures, type ErasureRow } from './tables/erasures.ts';
export {
  buryRecords,
  deleteRecord,
  dropEmptyContactDays,
  lockRecords,
  type TombstoneKind,
} from './record-tombstones.ts';
export { requestErasure } from './request-erasure.ts';
export { idempotencyKeys } from './tables/idempotency-keys.ts';
export { emailCounts } from './tables/email-counts.ts';
export { inbox } from './tables/inbox.ts';
export { outbox } from './tables/outbox.ts';
export { rateLimitWindows } from './tables/rate-limit-windows.ts';
export { type MailRules, reports, type ReportRow, type StoredMailDecision } from './tables/reports.ts';
export { schedules, type ScheduleRow } from './tables/schedules.ts';
export { rollupZones } from './tables/rollup-zones.ts';
export { scheduleSlots } from './tables/schedule-slots.ts';
export { unsubscribes } from './tables/unsubscribes.ts';
export { webhooks } from './tables/webhooks.ts';
export { workspaces } from './tables/workspaces.ts';
export {
  defaultLimits,
  isAllowedRecipient,
  mailLimitSettings,
  workspaceLimitSettings,
  type WorkspaceLimits,
} from './workspace-limits.ts';
export {
  databaseOptions,
  databaseSettings,
  migrationSettings,
  readDatabaseSettings,
  systemDatabaseOptions,
  systemDatabaseSettings,
} from './settings.ts';
export { reportDetails, type ReportDetails } from './views/report-details.ts';
export { findReport, findSignedReport } from './views/find-report.ts';
export { agents } from './tables/agents.ts';
export { calls } from './tables/calls.ts';
export { campaigns } from './tables/campaigns.ts';
export { complianceChecks } from './tables/compliance-checks.ts';
export { evaluations } from './tables/evaluations.ts';
export { readSnapshot, type Snapshot, type SnapshotOptions, type SnapshotReader } from './snapshot.ts';
