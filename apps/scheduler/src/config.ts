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
  operatorReportUrl: setting.optionalText(
    'OPERATOR_REPORT_URL',
    'where operators look at a report, `{id}` in the place of its id: a link in the details of its workflow',
  ),
  operatorFileUrl: setting.optionalText(
    'OPERATOR_FILE_URL',
    "where they look at its file, as storage's console has it, `{key}` in the place of the key: https://minio.example.com/browser/reports/{key}",
  ),
  operatorRunbookUrl: setting.optionalText(
    'OPERATOR_RUNBOOK_URL',
    'where the runbook (docs/runbook.md) is read, to which `#` and the name of an entry are added',
  ),
  workflowCache: setting.integer('WORKFLOW_CACHE', 'workflows kept in memory between their steps', 500, {
    min: 10,
  }),
});
