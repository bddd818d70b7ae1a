import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { assertNever, consumers, type ConsumerName, type PlatformEvent } from '@reports/contracts';
import {
  backoffMs,
  type Fate,
  fateOf,
  inSpan,
  messageOf,
  retryForever,
  ServiceError,
  translateSystemError,
} from '@reports/service';
import type { Messaging } from './connect.ts';
import { publishDeadLetter } from './dead-letter.ts';
import { createFairShares } from './fair-shares.ts';
import { parseEvent } from './parse-event.ts';
import { headerNames, storedAtOf } from './stored-at.ts';
import { prepareConsumer } from './streams.ts';

export interface Received {
  event: PlatformEvent;
  /**
   * When the stream first stored it, in nanoseconds since 1970: the same at each redelivery and each replay, and grows along a stream
   * but for replays.
   */
  storedAtNs: bigint;
  /** 1 at the first delivery. */
  deliveries: number;
  /** Says that the work goes on, so that nobody else is given the message. */
  working: () => void;
}

export interface Consumption {
  /** Takes no more, waits for what is in hand. */
  stop: () => Promise<void>;
  /** Throws while the consumer is not reading. */
  check: () => void;
}

export interface ConsumeOptions {
  /** Messages in hand at once. */
  concurrency?: number;
  /**
   * Given, no workspace takes all of them: what it sends beyond its share goes back to the bus, and what others send is read meanwhile. Called
   * for each message that goes back.
   */
  onGivenBack?: () => void;
  /** Told of each message that is given up, once its dead letter is stored. */
  onDeadLetter?: (message: { subject: string; payload: Uint8Array }, reason: string) => void;
}

/** A fault is tried this often, over about two minutes, then the message is a dead letter. */
const maxFaults = 8;
/** Messages whose faults are counted at once; past it the oldest counts are forgotten. */
const maxCounted = 10_000;

/** Every subject names a workspace in its second place. */
const workspaceOf = (subject: string): string => subject.split('.', 2)[1] ?? '';

/**
 * Reads a durable consumer's events, `concurrency` at once, and acknowledges each after its handler has resolved.
 *
 * What passes or waits for an operator is tried again, with growing pauses, for as long as the stream keeps the event. An event
 * that is not valid (fate `client`), or whose handler fails by a fault eight times, goes to `dead.<consumer>` with the reason, and
 * is done with.
 * The bus may go away and come back, streams and consumers included: reading goes on.
 */
export const consumeEvents = (
  messaging: Messaging,
  name: ConsumerName,
  handle: (received: Received) => Promise<void>,
  { concurrency = 16, onGivenBack, onDeadLetter }: ConsumeOptions = {},
): Consumption => {
  const { log, waits } = messaging;
  const shares = onGivenBack && createFairShares(concurrency);
  const stopping = new AbortController();
  const inHand = new Set<Promise<void>>();
  /** Faults of messages, by their place in the stream: tries while an engine was away do not count. */
  const faults = new Map<number, number>();
  let messages: ConsumerMessages | undefined;

  const settle = (message: JsMsg): Promise<void> =>
    inSpan(
      `process ${kindOf(message.subject)}`,
      {
        kind: 'consumer',
        parent: message.headers?.get('traceparent'),
        attributes: { 'messaging.system': 'nats', 'messaging.consumer.group.name': name },
      },
      () => settleTraced(message),
    );

  const settleTraced = async (message: JsMsg): Promise<void> => {
    const attempt = message.info.deliveryCount;
    try {
      await handle({
        event: parseEvent(message.subject, message.data),
        storedAtNs: storedAtOf(message.info.timestampNanos, message.headers),
        deliveries: attempt,
        working: () => message.working(),
      });
      message.ack();
      done(message);
    } catch (thrown) {
      const error = translateSystemError(thrown);
      const fate = fateOf(error);
      if (fate === 'operator' && error instanceof ServiceError) waits.note(nameOf(message), error);
      else waits.settle(nameOf(message));
      if (isTriedAgain(fate, fate === 'fault' ? countFault(message) : 0)) {
        log.warn(
          { err: error, consumer: name, subject: message.subject, attempt },
          'an event is tried again',
        );
        // Given back, not held: what waits takes no place from what follows it.
        message.nak(backoffMs(attempt, { firstMs: 500, maxMs: 30_000 }));
        return;
      }
      await bury(message, error);
    }
  };

  const nameOf = ({ seq }: JsMsg): string => `${name}/${seq}`;

  const done = (message: JsMsg): void => {
    faults.delete(message.seq);
    waits.settle(nameOf(message));
  };

  const countFault = ({ seq }: JsMsg): number => {
    const count = (faults.get(seq) ?? 0) + 1;
    faults.delete(seq);
    faults.set(seq, count);
    const [oldest] = faults.keys();
    if (faults.size > maxCounted && oldest !== undefined) faults.delete(oldest);
    return count;
  };

  const bury = async (message: JsMsg, error: unknown): Promise<void> => {
    const reason = messageOf(error);
    try {
      await publishDeadLetter(messaging, name, message.data, {
        reason,
        id: `${message.info.stream}:${message.seq}:${message.info.timestampNanos}`,
        notes: {
          [headerNames.subject]: message.subject,
          [headerNames.stream]: message.info.stream,
          [headerNames.sequence]: String(message.seq),
          [headerNames.storedAt]: String(storedAtOf(message.info.timestampNanos, message.headers)),
        },
      });
      message.term(reason.slice(0, 200));
      done(message);
      onDeadLetter?.({ subject: message.subject, payload: message.data }, reason);
      log.error({ err: error, consumer: name, subject: message.subject, seq: message.seq }, 'a dead letter');
    } catch (failure) {
      log.warn({ err: failure }, 'the dead letter could not be stored: the event is tried again');
      message.nak(5_000);
    }
  };

  const read = async (): Promise<void> => {
    const { client, manager } = await messaging.jetstream();
    await messaging.ensureStreams();
    await prepareConsumer(manager, name);
    const consumer = await client.consumers.get(consumers[name].stream, name);
    messages = await consumer.consume({ max_messages: concurrency * 2, abort_on_missing_resource: true });
    // A stop that came meanwhile found nothing to close. It ends the loop below, and so resolves only there.
    if (stopping.signal.aborted) void messages.close();
    for await (const message of messages) {
      const workspace = workspaceOf(message.subject);
      const comesAgainInMs = shares?.take(workspace);
      if (comesAgainInMs !== undefined) {
        message.nak(comesAgainInMs);
        onGivenBack?.();
        continue;
      }
      const work = settle(message).finally(() => {
        inHand.delete(work);
        shares?.leave(workspace);
      });
      inHand.add(work);
      if (inHand.size >= concurrency) await Promise.race(inHand);
    }
    messages = undefined;
    if (!stopping.signal.aborted) throw new Error('The consumer ended.');
  };

  const reading = retryForever(read, {
    signal: stopping.signal,
    onFailure: (error, attempt) => {
      messages = undefined;
      if (!stopping.signal.aborted && attempt % 10 === 1) {
        log.warn({ err: error, consumer: name, attempt }, 'the consumer is not reading: trying again');
      }
    },
  }).catch(() => undefined);

  return {
    check: () => {
      if (!messages) throw new Error(`${name} is not reading`);
    },
    stop: async () => {
      stopping.abort();
      await messages?.close();
      await Promise.all(inHand);
      await reading;
    },
  };
};

/** `reports.<workspace>.requested` → `reports.requested`. */
const kindOf = (subject: string): string => {
  const [stream, , kind] = subject.split('.');
  return `${stream}.${kind}`;
};

const isTriedAgain = (fate: Fate, faults: number): boolean => {
  switch (fate) {
    case 'passing':
    case 'operator':
      return true;
    case 'fault':
      return faults < maxFaults;
    case 'client':
      return false;
    default:
      return assertNever(fate);
  }
};
