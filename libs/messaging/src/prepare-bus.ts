import { type ConsumerName, consumers } from '@reports/contracts';
import type { Messaging } from './connect.ts';
import { prepareConsumer } from './streams.ts';
import { translateBusError } from './translate-error.ts';

/** Makes the streams and consumers that are missing. Throws what {@link translateBusError} gives. */
export const prepareBus = async (messaging: Messaging): Promise<void> => {
  try {
    await messaging.ensureStreams();
    const { manager } = await messaging.jetstream();
    for (const name of Object.keys(consumers)) await prepareConsumer(manager, name as ConsumerName);
  } catch (error) {
    throw translateBusError(error);
  }
};
