/** Makes the streams and consumers, as a user that may: an operator's step before services start, as migrations are. May be repeated. */
import { createLogger, defineConfig, messageOf, retryWhilePassing } from '@reports/service';
import { connectMessaging } from './connect.ts';
import { prepareBus } from './prepare-bus.ts';
import { busOptions, messagingSettings } from './settings.ts';

const giveUpAfterMs = 60_000;

try {
  const config = defineConfig(messagingSettings)(process.env);
  const log = createLogger({ service: 'prepare', level: 'silent' });
  const messaging = connectMessaging({ ...busOptions(config), name: 'admin', log });
  try {
    // It may be starting still.
    await retryWhilePassing(() => prepareBus(messaging), { forMs: giveUpAfterMs });
  } finally {
    await messaging.close();
  }
  process.stdout.write('The streams and consumers are there.\n');
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
