/** A process like `main.ts` with pauses of milliseconds, for a test that kills it. Told by the test's environment. */
import { connectMessaging } from '@reports/messaging';
import { createLogger } from '@reports/service';
import { connectStorage, storageOptions } from '@reports/storage';
import { readConfig } from '../../src/config.ts';
import { startTestNotifier } from './start-notifier.ts';

// A test that is cut off leaves no notifier behind.
process.on('disconnect', () => process.exit());

const config = readConfig(process.env);
const log = createLogger({ service: 'notifier', level: config.logLevel });

startTestNotifier(
  {
    environment: process.env as Record<string, string>,
    messaging: connectMessaging({ url: config.natsUrl, name: 'hasty-notifier', log }),
    storage: connectStorage(storageOptions(config)),
    log,
  },
  {
    smtpUrl: process.env['SMTP_URL'] ?? '',
    times: { connectMs: 2_000, greetingMs: 2_000, silenceMs: 2_000, idleMs: 1_000 },
    leaseMs: 1_500,
    mailSlots: 6,
  },
);
log.info({ port: 0 }, 'the notifier is up');
