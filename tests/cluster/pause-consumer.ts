import type { Platform } from '@reports/local-platform/platform';
import { type ConsumerName, consumers } from '@reports/contracts';
import { connectMessaging } from '@reports/messaging';
import { createLogger } from '@reports/service';

/**
 * Works while NATS gives nothing to who reads a consumer, for ten minutes at most: what is for it waits. A reader that stood still would not
 * publish what the others are to read.
 */
export const whilePaused = async <Result>(
  { environment }: Pick<Platform, 'environment'>,
  name: ConsumerName,
  work: () => Promise<Result>,
): Promise<Result> => {
  const bus = connectMessaging({
    url: environment['NATS_URL'] ?? '',
    name: 'scaling',
    log: createLogger({ service: 'scaling', level: 'silent' }),
  });
  try {
    const { manager } = await bus.jetstream();
    const { stream } = consumers[name];
    await manager.consumers.pause(stream, name, new Date(Date.now() + 600_000));
    try {
      return await work();
    } finally {
      await manager.consumers.resume(stream, name);
    }
  } finally {
    await bus.close();
  }
};
