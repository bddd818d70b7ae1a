import { databaseSettings, systemDatabaseSettings } from '@reports/database';
import { messagingSettings } from '@reports/messaging';
import { defineConfig, processSettings, setting } from '@reports/service';
import { storageSettings } from '@reports/storage';
import { telemetrySettings } from '@reports/telemetry';
import { temporalSettings } from '@reports/temporal';

export const readConfig = defineConfig({
  ...processSettings,
  ...telemetrySettings,
  ...databaseSettings,
  ...systemDatabaseSettings,
  ...messagingSettings,
  ...temporalSettings,
  retentionDays: storageSettings.retentionDays,
  auditRetentionDays: setting.integer(
    'AUDIT_RETENTION_DAYS',
    'days that an entry of the audit log is kept',
    365,
    { min: 30, max: 36_500 },
  ),
  workflowCache: setting.integer('WORKFLOW_CACHE', 'workflows kept in memory between their steps', 500, {
    min: 10,
  }),
});
