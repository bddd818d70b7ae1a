import { subjectOf, type PlatformEvent } from '@reports/contracts';
import { currentTraceparent } from '@reports/service';
import type { Transaction } from './connect.ts';
import { leaveWork } from './left-work.ts';
import { outbox } from './tables/outbox.ts';

/** Promises an event to the bus as part of the transaction: if it commits, the relay publishes it, as a part of the same trace. */
export const promiseEvent = async (transaction: Transaction, event: PlatformEvent): Promise<void> => {
  const traceparent = currentTraceparent();
  await transaction.insert(outbox).values({
    workspaceId: event.workspaceid,
    subject: subjectOf(event),
    event: traceparent === undefined ? event : { ...event, traceparent },
  });
  leaveWork(transaction, 'outbox');
};
