import { headers } from '@nats-io/transport-node';
import { subjectOf, type PlatformEvent } from '@reports/contracts';
import { busUnavailable, type Messaging } from './connect.ts';

/**
 * Publishes an event and waits until the bus has stored it. The event's id deduplicates within two minutes, so a repeat
 * after a lost answer is harmless. Throws `bus_unavailable`, retryable.
 */
export const publishEvent = async (messaging: Messaging, event: PlatformEvent): Promise<void> => {
  const payload = JSON.stringify(event);
  const send = async () => {
    const { client } = await messaging.jetstream();
    await client.publish(subjectOf(event), payload, { msgID: event.id, headers: cloudEventHeaders() });
  };
  try {
    await send();
  } catch (first) {
    // Nobody holds the subject: the streams are gone, or have never been made.
    if (!isNoResponders(first)) throw busUnavailable(first);
    try {
      await messaging.ensureStreams();
      await send();
    } catch (second) {
      throw busUnavailable(second);
    }
  }
};

const cloudEventHeaders = () => {
  const result = headers();
  result.set('content-type', 'application/cloudevents+json');
  return result;
};

const isNoResponders = (error: unknown): boolean =>
  error instanceof Error &&
  /no responders|no stream matches|503/i.test(`${error.message} ${String(error.cause)}`);
