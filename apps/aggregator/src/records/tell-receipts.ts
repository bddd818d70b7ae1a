import { createEvent, receiptSubjectOf } from '@reports/contracts';
import type { Messaging } from '@reports/messaging';

/** Tells whoever sends records over the bus what became of a message. Nobody may be there to hear it. */
export const createTellReceipts = ({ tell }: Pick<Messaging, 'tell'>) => ({
  stored: (message: { workspaceId: string; kind: string; eventId: string }, stored: number): void => {
    const { workspaceId, kind, eventId } = message;
    const data = { event_id: eventId, stored };
    const receipt = createEvent('records.stored', { source, workspaceId, subject: kind, data });
    tell(receiptSubjectOf(workspaceId, kind), JSON.stringify(receipt));
  },
  /** The workspace and kind are those of the subject, which is all that is sure of a message that cannot be read. */
  refused: ({ subject, payload }: { subject: string; payload: Uint8Array }, reason: string): void => {
    const [, workspaceId = '', kind = ''] = subject.split('.');
    const eventId = idOf(payload);
    const data = { ...(eventId !== undefined && { event_id: eventId }), reason };
    const receipt = createEvent('records.refused', { source, workspaceId, subject: kind, data });
    tell(receiptSubjectOf(workspaceId, kind), JSON.stringify(receipt));
  },
});

const source = '/aggregator';

const idOf = (payload: Uint8Array): string | undefined => {
  try {
    const { id } = JSON.parse(new TextDecoder().decode(payload)) as { id?: unknown };
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
};
