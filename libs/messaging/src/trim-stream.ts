import { consumers, type ConsumerName, type StreamName } from '@reports/contracts';
import type { Messaging } from './connect.ts';
import { findConsumer, isRefused } from './streams.ts';

/** Of its limit of bytes: past it a stream is trimmed of all that was read, however young. */
const fullShare = 0.8;

/**
 * Deletes what every consumer of a stream has acknowledged, `keptMs` after it had. A stream that is four fifths full keeps nothing that was
 * read, so that what was read never keeps out what is new. When things were acknowledged is remembered by the process alone: one that
 * starts keeps them up to as long again. Several replicas may do it at once.
 *
 * Each call is one look; gives how many messages went. Where this user may not do it, nothing goes.
 */
export const createTrimStream = (
  messaging: Messaging,
  { stream, keptMs, now = Date.now }: { stream: StreamName; keptMs: number; now?: () => number },
): (() => Promise<number>) => {
  const readers = (Object.keys(consumers) as ConsumerName[]).filter(
    (name) => consumers[name].stream === stream,
  );
  /** Up to which place all was acknowledged, and since when. */
  let marks: { place: number; at: number }[] = [];

  return async () => {
    const { manager } = await messaging.jetstream();
    const { config, state } = await manager.streams.info(stream);
    const floors = await Promise.all(
      // One that is not there yet has read nothing.
      readers.map(async (name) => (await findConsumer(manager, name))?.ack_floor.stream_seq ?? 0),
    );
    const read = Math.min(...floors);
    if (read > (marks.at(-1)?.place ?? 0)) marks.push({ place: read, at: now() });
    const isFull = config.max_bytes > 0 && state.bytes > fullShare * config.max_bytes;
    const due = marks.filter(({ at }) => isFull || at <= now() - keptMs);
    const upTo = due.at(-1)?.place ?? 0;
    if (upTo < state.first_seq) return 0;
    try {
      const { purged } = await manager.streams.purge(stream, { seq: upTo + 1 });
      marks = marks.filter(({ place }) => place > upTo);
      return purged;
    } catch (error) {
      if (isRefused(error)) return 0;
      throw error;
    }
  };
};
