import { databaseSettings, workspaceLimitSettings } from '@reports/database';
import { messagingSettings } from '@reports/messaging';
import { endpointSettings } from '@reports/network-guard';
import { defineConfig, processSettings, setting } from '@reports/service';
import { sealingSettings, signingSettings } from '@reports/signing';
import { storageSettings } from '@reports/storage';
import { telemetrySettings } from '@reports/telemetry';

export const readConfig = defineConfig({
  ...processSettings,
  ...telemetrySettings,
  ...databaseSettings,
  ...messagingSettings,
  ...storageSettings,
  ...signingSettings,
  ...sealingSettings,
  ...endpointSettings,
  ...workspaceLimitSettings,
  internalPort: setting.port(
    'INTERNAL_PORT',
    'the port of /healthz, /readyz and /metrics, which nobody outside may reach',
    9090,
  ),
  wrongKeysPerMinute: setting.integer(
    'WRONG_KEYS_PER_MINUTE',
    'wrong API keys a minute that are taken from one address (IPv6: one /64) before the rest are refused unread',
    100,
    { min: 1 },
  ),
  trustedProxies: setting.networks(
    'TRUSTED_PROXIES',
    'the proxies in front whose X-Forwarded-For says who asks; none: whoever connects is who asks',
  ),
  maxPeriodDays: setting.integer('MAX_PERIOD_DAYS', 'days that a report may span', 366, {
    min: 1,
    max: 36_600,
  }),
  maxBodyMegabytesInFlight: setting.integer(
    'MAX_BODY_MB_IN_FLIGHT',
    'megabytes of request bodies that may be on their way at once; a workspace may have half of them',
    128,
    { min: 32, max: 65_536 },
  ),
  drainSeconds: setting.integer(
    'DRAIN_SECONDS',
    'seconds between being not ready and taking no more requests, for load balancers to notice',
    0,
    { max: 20 },
  ),
});
export type Config = ReturnType<typeof readConfig>;
