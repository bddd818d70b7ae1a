import { headers } from '@nats-io/transport-node';
import type { Messaging } from './connect.ts';
import { headerNames } from './stored-at.ts';
import { translateBusError } from './translate-error.ts';

const maxReasonLength = 2_000;

/**
 * Stores what was given up on under `dead.<name>`, with the reason in its headers, and waits until the bus has it.
 * `id` deduplicates within two minutes. Throws `bus_unavailable`, `bus_full` or `bus_access_denied`.
 */
export const publishDeadLetter = async (
  messaging: Messaging,
  name: string,
  payload: Uint8Array | string,
  { reason, id, notes = {} }: { reason: string; id: string; notes?: Record<string, string> },
): Promise<void> => {
  const entries = headers();
  entries.set(headerNames.reason, reason.slice(0, maxReasonLength).replaceAll(/\s+/g, ' '));
  for (const [header, note] of Object.entries(notes)) entries.set(header, note);
  try {
    const { client } = await messaging.jetstream();
    await client.publish(`dead.${name}`, payload, { headers: entries, msgID: `${name}:${id}` });
  } catch (cause) {
    throw translateBusError(cause);
  }
};
