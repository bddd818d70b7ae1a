/** Makes the streams and consumers, as a user that may: an operator's step before services start, as migrations are. May be repeated. */
import { type ConsumerName, consumers } from '@reports/contracts';
import { createLogger, defineConfig, messageOf, retryWhilePassing } from '@reports/service';
import { connectMessaging } from './connect.ts';
import { busOptions, messagingSettings } from './settings.ts';
import { prepareConsumer } from './streams.ts';
import { translateBusError } from './translate-error.ts';

const giveUpAfterMs = 60_000;

try {
  const config = defineConfig(messagingSettings)(process.env);
  const log = createLogger({ service: 'prepare', level: 'silent' });
  const messaging = connectMessaging({ ...busOptions(config), name: 'admin', log });
  const prepare = async (): Promise<void> => {
    try {
      await messaging.ensureStreams();
      const { manager } = await messaging.jetstream();
      for (const name of Object.keys(consumers)) await prepareConsumer(manager, name as ConsumerName);
    } catch (error) {
      throw translateBusError(error);
    }
  };
  try {
    // It may be starting still.
    await retryWhilePassing(prepare, { forMs: giveUpAfterMs });
  } finally {
    await messaging.close();
  }
  process.stdout.write('The streams and consumers are there.\n');
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
