import type { EventOf, EventType, ReceiptType } from './events.ts';

/** A new event. `source` names the service, `/api` for one; `time` is now. */
export const createEvent = <Name extends EventType | ReceiptType>(
  type: Name,
  event: {
    source: string;
    workspaceId: string;
    data: EventOf<Name>['data'];
    subject?: string;
    /** Given where a repeat must be known as the same event; else random. */
    id?: string;
    /** Of `data`, where it is not 1. */
    version?: number;
  },
): EventOf<Name> =>
  ({
    specversion: '1.0',
    id: event.id ?? crypto.randomUUID(),
    source: event.source,
    type,
    ...(event.subject === undefined ? {} : { subject: event.subject }),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    workspaceid: event.workspaceId,
    ...(event.version === undefined ? {} : { dataversion: event.version }),
    data: event.data,
  }) as EventOf<Name>;
