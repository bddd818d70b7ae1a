import { subjectOf, type PlatformEvent } from '@reports/contracts';
import type { Transaction } from './connect.ts';
import { leaveWork } from './left-work.ts';
import { outbox } from './tables/outbox.ts';

/** Promises an event to the bus as part of the transaction: if it commits, the relay publishes it. */
export const promiseEvent = async (transaction: Transaction, event: PlatformEvent): Promise<void> => {
  await transaction
    .insert(outbox)
    .values({ workspaceId: event.workspaceid, subject: subjectOf(event), event });
  leaveWork(transaction, 'outbox');
};
