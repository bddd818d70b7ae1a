import type { DeliveryChannel } from '@reports/contracts';
import type { ServiceError } from '@reports/service';

/** A line of the ledger that this process has claimed: the attempt is counted, the lease runs. */
export interface ClaimedDelivery {
  id: string;
  workspaceId: string;
  /** Null: a webhook's test. */
  reportId: string | null;
  channel: DeliveryChannel;
  /** An address, or a webhook's id. */
  recipient: string;
  event: 'report.completed' | 'report.failed' | 'report.restated' | 'test';
  /** This one included. It names the claim: a later claim of the same delivery has a higher one. */
  attempts: number;
  /** Failed tries since it was last asked for, those included that ended with their process. */
  failures: number;
  messageId: string;
  /** The trace of what it tells of, where there is one. */
  traceparent: string | null;
  /** When it was claimed, since it was entered. */
  ageSeconds: number;
  /** It was sent before, and is asked for once more. */
  wasSent: boolean;
}

/** What a line about it names, as everywhere. */
export const idsOf = ({
  id,
  reportId,
  workspaceId,
}: Pick<ClaimedDelivery, 'id' | 'reportId' | 'workspaceId'>) => ({
  delivery_id: id,
  workspace_id: workspaceId,
  ...(reportId !== null && { report_id: reportId }),
});

/** How an attempt ended. */
export type Outcome =
  /** The other side has it. */
  | { kind: 'sent'; note?: string }
  /** It may succeed later. `notBeforeSeconds`: the other side asked for a pause at least so long. */
  | { kind: 'failed'; reason: string; notBeforeSeconds?: number }
  /** Something on our side is away, which is no failure of the delivery's: it is tried again until that is back, or in `seconds`. */
  | { kind: 'waits'; error: ServiceError; seconds?: number }
  /** It will not succeed however often it is tried. */
  | { kind: 'refused'; reason: string }
  /** Nobody is waiting for it any more: the address unsubscribed, the webhook is gone. */
  | { kind: 'unwanted'; reason: string };

/** One attempt. Aborted when the claim is lost or the process stops; throws what it did not foresee: what is waited for waits,
 * the rest counts as failed. */
export type Deliver = (delivery: ClaimedDelivery, signal: AbortSignal) => Promise<Outcome>;
