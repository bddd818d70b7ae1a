import { databaseSettings, mailLimitSettings, systemDatabaseSettings } from '@reports/database';
import { messagingSettings } from '@reports/messaging';
import { endpointSettings } from '@reports/network-guard';
import { defineConfig, processSettings, setting } from '@reports/service';
import { sealingSettings, signingSettings } from '@reports/signing';
import { storageSettings } from '@reports/storage';
import { telemetrySettings } from '@reports/telemetry';
import { mailSettings } from './email/smtp-server.ts';

export const readConfig = defineConfig({
  ...processSettings,
  ...telemetrySettings,
  ...databaseSettings,
  ...systemDatabaseSettings,
  ...messagingSettings,
  ...storageSettings,
  ...signingSettings,
  ...sealingSettings,
  ...mailSettings,
  webhookAllowPrivate: endpointSettings.webhookAllowPrivate,
  ...mailLimitSettings,
  mailSlots: setting.integer('MAIL_CONNECTIONS', 'mails handed over at once', 8, { min: 1, max: 100 }),
});
