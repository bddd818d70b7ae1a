import { readConfig as readAggregatorConfig } from '@reports/aggregator/config';
import { readConfig as readApiConfig } from '@reports/api/config';
import { migrationSettings } from '@reports/database';
import { messagingSettings } from '@reports/messaging';
import { readConfig as readNotifierConfig } from '@reports/notifier/config';
import { readConfig as readRendererConfig } from '@reports/renderer/config';
import { readConfig as readSchedulerConfig } from '@reports/scheduler/config';
import type { Setting } from '@reports/service';
import { storagePreparationSettings } from '@reports/storage';
import { codecServerSettings } from '@reports/temporal';

type Settings = readonly Setting<unknown>[];

/** Whoever reads settings: the five services, and the programs that an operator runs. */
const readers: Record<string, Settings> = {
  api: readApiConfig.settings,
  scheduler: readSchedulerConfig.settings,
  aggregator: readAggregatorConfig.settings,
  renderer: readRendererConfig.settings,
  notifier: readNotifierConfig.settings,
  migrations: Object.values(migrationSettings),
  'preparation of the bus': Object.values(messagingSettings),
  'preparation of the bucket': Object.values(storagePreparationSettings),
  'codec server': Object.values(codecServerSettings),
  'admin command': [migrationSettings.ownerUrl, ...Object.values(messagingSettings)],
};
export const serviceReaders = ['api', 'scheduler', 'aggregator', 'renderer', 'notifier'] as const;

export interface DescribedSetting extends Setting<unknown> {
  readers: readonly string[];
  /** Of them, those that cannot do without it. */
  requiredBy: readonly string[];
}

/** Titles, and the names that stand under each: the first that fits. */
const groups: readonly [string, RegExp][] = [
  ['Every service', /^(NODE_ENV|HOST|PORT|LOG_LEVEL)$/],
  ['PostgreSQL', /^DATABASE_/],
  ['Traces', /^OTEL_/],
  ['NATS', /^NATS_/],
  ['Temporal', /^TEMPORAL_/],
  ['Storage', /^S3_|^RETENTION_DAYS$/],
  ['Links and secrets', /^(PUBLIC_URL|SIGNING_KEY|SECRET_KEYS)$/],
  ['Mail and webhooks', /^(SMTP_|MAIL_|MAX_EMAILS|WEBHOOK_)/],
  ['Limits of a workspace', /^(MAX_|RATE_|WRONG_)/],
  ['PDFs', /^(PDF_|CHROMIUM_)/],
  ['Everything else', /./],
];

/** Every setting once, with all who read it, under the titles above. Throws where two readers mean something else by one name. */
export const readAllSettings = (): [string, DescribedSetting[]][] => {
  const all = new Map<string, DescribedSetting>();
  for (const [reader, settings] of Object.entries(readers)) {
    for (const setting of settings) {
      const known = all.get(setting.name);
      if (known && known.meaning !== setting.meaning) {
        throw new Error(`${setting.name} means "${known.meaning}", and to ${reader} "${setting.meaning}".`);
      }
      // The services come first: what they must have, must be set.
      all.set(setting.name, {
        ...(known ?? setting),
        readers: [...(known?.readers ?? []), reader],
        requiredBy: [...(known?.requiredBy ?? []), ...(setting.fallback === undefined ? [reader] : [])],
      });
    }
  }
  const left = [...all.values()];
  return groups.map(([title, names]) => {
    const own = left.filter(({ name }) => names.test(name));
    for (const setting of own) left.splice(left.indexOf(setting), 1);
    return [title, own];
  });
};

/** A default as it would be written into an environment; undefined: the setting must be given. */
export const defaultOf = ({ fallback }: Setting<unknown>): string | undefined => {
  if (fallback === undefined) return undefined;
  if (fallback === null) return '';
  return Array.isArray(fallback) ? fallback.join() : `${fallback as string | number}`;
};
