import { databaseSettings, readDatabaseSettings } from '@reports/database';
import { messagingSettings } from '@reports/messaging';
import { defineConfig, processSettings, setting, stopSettings } from '@reports/service';
import { storageSettings } from '@reports/storage';
import { telemetrySettings } from '@reports/telemetry';
import { temporalSettings } from '@reports/temporal';

export const readConfig = defineConfig({
  ...processSettings,
  ...stopSettings,
  ...telemetrySettings,
  ...databaseSettings,
  ...readDatabaseSettings,
  ...messagingSettings,
  ...storageSettings,
  ...temporalSettings,
  datasetsAtOnce: setting.integer('DATASETS_AT_ONCE', 'datasets that are made at the same time', 4, {
    min: 1,
    max: 64,
  }),
  datasetsPerWorkspace: setting.integer(
    'DATASETS_PER_WORKSPACE',
    'of them, those of one workspace in one aggregator; 0: all but one',
    0,
    { max: 64 },
  ),
  busRecordsKeptHours: setting.integer(
    'NATS_RECORDS_KEPT_HOURS',
    'hours that the bus keeps records after they are stored, for a database that is restored from a backup; fewer where its stream is nearly full',
    24,
    { max: 168 },
  ),
  recordRetentionDays: setting.integer(
    'RECORD_RETENTION_DAYS',
    'days that calls, evaluations and compliance checks are kept; 0 keeps them for ever',
    0,
    { max: 36_500 },
  ),
});
