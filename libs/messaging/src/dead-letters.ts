import type { MsgRequest } from '@nats-io/jetstream';
import type { MsgHdrs } from '@nats-io/transport-node';
import { ServiceError } from '@reports/service';
import type { Messaging } from './connect.ts';
import { cloudEventHeaders } from './publish.ts';
import { formatStoredAt, headerNames, originOf } from './stored-at.ts';
import { translateBusError } from './translate-error.ts';

const stream = 'DEAD_LETTERS';

/** What a consumer gave up on. */
export interface DeadLetter {
  /** Its place in the stream of dead letters, which names it. */
  id: number;
  /** Who gave it up. */
  consumer: string;
  reason: string;
  /** When it was given up: `2024-01-31T18:00:00.000Z`. */
  buried_at: string;
  /** Where it came from. Null: it was no message of a stream. */
  original: { subject: string; stream: string; sequence: number; stored_at: string } | null;
}

export interface DeadLetters {
  /** Oldest first, those after an id. */
  list: (options: { limit: number; after?: number }) => Promise<DeadLetter[]>;
  /** With what the message held, as text. */
  show: (id: number) => Promise<DeadLetter & { payload: string }>;
  /**
   * Publishes the message again where it came from, as old as it was, and then deletes the dead letter. Ended in between, it may be
   * published again, which changes nothing more. Throws `dead_letter_not_replayable` for what was no message of a stream.
   */
  replay: (id: number) => Promise<DeadLetter>;
  discard: (id: number) => Promise<DeadLetter>;
}

interface Stored {
  letter: DeadLetter;
  header: MsgHdrs;
  data: Uint8Array;
}

/** What operators do with dead letters. Every call throws `dead_letter_not_found` and what {@link translateBusError} gives. */
export const createDeadLetters = (messaging: Messaging): DeadLetters => {
  const call = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw translateBusError(error);
    }
  };

  /** The first at a place or after it. */
  const readFrom = async (place: number): Promise<Stored | undefined> => {
    const { manager } = await messaging.jetstream();
    // The server takes it with `next_by_subj`, which the client's type leaves out.
    const query = { seq: place, next_by_subj: 'dead.>' } as MsgRequest;
    const message = await manager.streams.getMessage(stream, query);
    if (!message) return undefined;
    const { seq: id, header, subject, data, time } = message;
    const origin = originOf(header);
    const letter: DeadLetter = {
      id,
      consumer: subject.slice('dead.'.length),
      reason: header.get(headerNames.reason),
      buried_at: time.toISOString(),
      original: origin
        ? {
            subject: origin.subject,
            stream: origin.stream,
            sequence: origin.sequence,
            stored_at: formatStoredAt(origin.storedAtNs),
          }
        : null,
    };
    return { letter, header, data };
  };

  const read = async (id: number): Promise<Stored> => {
    const found = await readFrom(id);
    if (found?.letter.id === id) return found;
    throw new ServiceError({
      code: 'dead_letter_not_found',
      message: `There is no dead letter ${id}. "dead-letters list" shows those that there are.`,
      fate: 'client',
    });
  };

  const remove = async (id: number): Promise<void> => {
    const { manager } = await messaging.jetstream();
    await manager.streams.deleteMessage(stream, id);
  };

  return {
    list: ({ limit, after = 0 }) =>
      call(async () => {
        const letters: DeadLetter[] = [];
        for (let place = after + 1; letters.length < limit;) {
          const found = await readFrom(place);
          if (!found) break;
          letters.push(found.letter);
          place = found.letter.id + 1;
        }
        return letters;
      }),
    show: (id) =>
      call(async () => {
        const { letter, data } = await read(id);
        return { ...letter, payload: new TextDecoder().decode(data) };
      }),
    replay: (id) =>
      call(async () => {
        const { letter, header, data } = await read(id);
        const origin = originOf(header);
        if (!origin) {
          throw new ServiceError({
            code: 'dead_letter_not_replayable',
            message: `Dead letter ${id} of ${letter.consumer} was no message of a stream: the runbook says what to do with it.`,
            fate: 'client',
          });
        }
        const { client } = await messaging.jetstream();
        const sent = cloudEventHeaders();
        sent.set(headerNames.storedAt, String(origin.storedAtNs));
        await client.publish(origin.subject, data, { msgID: `replay:${id}`, headers: sent });
        await remove(id);
        return letter;
      }),
    discard: (id) =>
      call(async () => {
        const { letter } = await read(id);
        await remove(id);
        return letter;
      }),
  };
};
