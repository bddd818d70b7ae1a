import { databaseSettings, migrationSettings, systemDatabaseSettings } from '@reports/database';
import { messagingSettings } from '@reports/messaging';
import { defineConfig, messageOf, processSettings, type Setting, setting } from '@reports/service';
import { sealingSettings, signingSettings } from '@reports/signing';
import { storageOptions, storageSettings } from '@reports/storage';
import { temporalSettings } from '@reports/temporal';
import { checkKeys } from './checks/keys.ts';
import { checkMail } from './checks/mail.ts';
import { checkNats } from './checks/nats.ts';
import { checkPostgres } from './checks/postgres.ts';
import { checkStorage } from './checks/storage.ts';
import { checkTemporal } from './checks/temporal.ts';
import { type ClockReading, judgeClocks } from './clock.ts';
import type { Finding, Part } from './finding.ts';

type Environment = Readonly<Record<string, string | undefined>>;
interface Look {
  findings: Finding[];
  clocks?: ClockReading[];
}

const mayBeAbsent = (declared: Setting<string>): Setting<string | null> => ({ ...declared, fallback: null });

/** What each part is looked at with, and the one setting without which it is not looked at. */
const settingsOf = {
  postgres: {
    ...databaseSettings,
    ownerUrl: mayBeAbsent(migrationSettings.ownerUrl),
    systemUrl: mayBeAbsent(systemDatabaseSettings.systemDatabaseUrl),
  },
  keys: {
    ...sealingSettings,
    nodeEnvironment: processSettings.nodeEnvironment,
    payloadKeys: temporalSettings.temporalPayloadKeys,
    systemUrl: mayBeAbsent(systemDatabaseSettings.systemDatabaseUrl),
    ...signingSettings,
  },
  mail: { smtpUrl: setting.url('SMTP_URL', 'the server that takes our mail') },
} as const;

/** Looks at one part, if its settings can be read. What is not set at all is said, and is no fault: not every machine has every part. */
const examinePart = async <Config>(
  part: Part,
  environment: Environment,
  needed: string,
  read: (environment: Environment) => Config,
  look: (config: Config) => Promise<Look>,
): Promise<Look> => {
  if ((environment[needed] ?? '') === '') {
    const says = `not looked at: ${needed} is not set`;
    return { findings: [{ part, what: needed, state: 'note', says }] };
  }
  let config: Config;
  try {
    config = read(environment);
  } catch (error) {
    const finding = { part: 'settings', what: part, state: 'fault', says: messageOf(error) } as const;
    return { findings: [{ ...finding, remedy: 'docs/settings.md has every setting.' }] };
  }
  return look(config);
};

/**
 * Looks at a deployment as its settings lead to it: engines, versions, roles and grants, schema, streams, search attributes, bucket,
 * keys, clocks. Changes nothing but for one object, which it writes into the bucket and deletes. `now`: this machine's clock, in ms.
 */
export const examine = async (environment: Environment, now: () => number = Date.now): Promise<Finding[]> => {
  const looks = await Promise.all([
    examinePart('keys', environment, 'SIGNING_KEY', defineConfig(settingsOf.keys), async (config) => ({
      findings: await checkKeys({ ...config, systemUrl: config.systemUrl ?? undefined }),
    })),
    examinePart('postgres', environment, 'DATABASE_URL', defineConfig(settingsOf.postgres), (config) =>
      checkPostgres(
        {
          appUrl: config.databaseUrl,
          systemUrl: config.systemUrl ?? undefined,
          ownerUrl: config.ownerUrl ?? undefined,
          preparedStatements: config.preparedStatements,
        },
        now,
      ),
    ),
    examinePart('nats', environment, 'NATS_URL', defineConfig(messagingSettings), (config) =>
      checkNats(config, now),
    ),
    examinePart(
      'temporal',
      environment,
      'TEMPORAL_ADDRESS',
      defineConfig(temporalSettings),
      async (config) => ({
        findings: await checkTemporal(config),
      }),
    ),
    examinePart('storage', environment, 'S3_ENDPOINT', defineConfig(storageSettings), (config) =>
      checkStorage(storageOptions(config), now),
    ),
    examinePart('mail', environment, 'SMTP_URL', defineConfig(settingsOf.mail), async ({ smtpUrl }) => ({
      findings: await checkMail(smtpUrl),
    })),
  ]);
  return [
    ...looks.flatMap(({ findings }) => findings),
    ...judgeClocks(looks.flatMap(({ clocks = [] }) => clocks)),
  ];
};
