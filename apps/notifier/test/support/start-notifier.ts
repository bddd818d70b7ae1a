import { connectDatabase } from '@reports/database';
import { createSealedSecrets } from '@reports/signing';
import { createEmailDelivery } from '../../src/email/deliver-email.ts';
import { createMailer, type MailerTimes } from '../../src/email/mailer.ts';
import { parseSender, parseSmtpUrl } from '../../src/email/smtp-server.ts';
import { type Notifier, type NotifierDependencies, startNotifier } from '../../src/notifier.ts';
import { createWebhookDelivery } from '../../src/webhook/deliver-webhook.ts';
import type { TestPlatform } from './platform.ts';

/** The pauses of a test: short, and as many as there are failures to survive. */
const hastySchedules = { email: Array<number>(50).fill(0.1), webhook: Array<number>(50).fill(0.1) };

const hastyTimes: MailerTimes = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 10_000, idleMs: 2_000 };

export interface TestNotifierOptions {
  smtpUrl: string;
  schedules?: NotifierDependencies['schedules'];
  times?: MailerTimes;
  trustedCertificate?: string;
  leaseMs?: number;
  mailSlots?: number;
  maxEmailsPerDay?: number;
  allowPrivate?: boolean;
  httpsOnly?: boolean;
  maxAnswerMs?: number;
  onSettled?: NotifierDependencies['onSettled'];
}

/** The notifier as `main.ts` puts it together, with a test's pauses and its own connections' ends. */
export const startTestNotifier = (
  {
    environment,
    messaging,
    storage,
    log,
  }: Pick<TestPlatform, 'messaging' | 'storage' | 'log' | 'environment'>,
  {
    smtpUrl,
    schedules = hastySchedules,
    times = hastyTimes,
    trustedCertificate,
    leaseMs = 5_000,
    mailSlots = 4,
    maxEmailsPerDay = 10_000,
    allowPrivate = true,
    httpsOnly = false,
    maxAnswerMs = 10_000,
    onSettled,
  }: TestNotifierOptions,
): Notifier => {
  const connect = (setting: string) =>
    connectDatabase({ url: environment[setting] ?? '', applicationName: 'notifier-test', poolSize: 5 });
  const database = connect('DATABASE_URL');
  const systemDatabase = connect('DATABASE_SYSTEM_URL');
  const platform = { database, systemDatabase, messaging, storage, log };
  const sender = parseSender(environment['MAIL_FROM'] ?? '');
  const mailer = createMailer(parseSmtpUrl(smtpUrl), sender, {
    connections: mailSlots,
    times,
    ...(trustedCertificate && { trustedCertificate }),
    log,
  });
  const links = {
    publicUrl: 'https://reports.example.com',
    signingKeys: [environment['SIGNING_KEY'] ?? ''] as const,
  };
  const notifier = startNotifier({
    ...platform,
    deliver: {
      email: createEmailDelivery({ ...links, ...platform, mailer, maxEmailsPerDay }),
      webhook: createWebhookDelivery({
        ...platform,
        sealed: createSealedSecrets([]),
        allowPrivate,
        httpsOnly,
        maxAnswerMs,
      }),
    },
    mailDomain: sender.domain,
    mailSlots,
    schedules,
    leaseMs,
    drainMs: 500,
    ...(onSettled && { onSettled }),
  });
  return {
    ...notifier,
    stop: async () => {
      await notifier.stop();
      mailer.close();
      await Promise.all([database.close(), systemDatabase.close()]);
    },
  };
};
