import { headers } from '@nats-io/transport-node';
import { subjectOf, type PlatformEvent } from '@reports/contracts';
import { currentTraceparent } from '@reports/service';
import type { Messaging } from './connect.ts';
import { translateBusError } from './translate-error.ts';

/**
 * Publishes an event and waits until the bus has stored it. The event's id deduplicates within two minutes, so a repeat
 * after a lost answer is harmless. Throws `bus_unavailable`, `bus_full` or `bus_access_denied`.
 */
export const publishEvent = (messaging: Messaging, event: PlatformEvent): Promise<void> =>
  publishSerialised(messaging, { id: event.id, subject: subjectOf(event), payload: JSON.stringify(event) });

/**
 * Like {@link publishEvent}, for an event that is JSON text already. The text must be a valid event with that id and of that
 * subject; the bus takes up to 1 MB.
 */
export const publishSerialised = async (
  messaging: Messaging,
  { id, subject, payload }: { id: string; subject: string; payload: string },
): Promise<void> => {
  const send = async () => {
    const { client } = await messaging.jetstream();
    await client.publish(subject, payload, { msgID: id, headers: cloudEventHeaders() });
  };
  try {
    await send();
  } catch (first) {
    // Nobody holds the subject: the streams are gone, or have never been made.
    if (!isNoResponders(first)) throw translateBusError(first);
    try {
      await messaging.ensureStreams();
      await send();
    } catch (second) {
      throw translateBusError(second);
    }
  }
};

export const cloudEventHeaders = () => {
  const result = headers();
  result.set('content-type', 'application/cloudevents+json');
  const traceparent = currentTraceparent();
  if (traceparent !== undefined) result.set('traceparent', traceparent);
  return result;
};

const isNoResponders = (error: unknown): boolean =>
  error instanceof Error &&
  /no responders|no stream matches|503/i.test(`${error.message} ${String(error.cause)}`);
