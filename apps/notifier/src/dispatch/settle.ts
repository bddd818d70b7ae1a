import { assertNever } from '@reports/contracts';
import { type Messaging, publishDeadLetter } from '@reports/messaging';
import type { Logger, OperatorWaits } from '@reports/service';
import { type ClaimedDelivery, idsOf, type Outcome } from '../ledger/delivery.ts';
import type { Ledger } from '../ledger/note-outcome.ts';
import { pauseAfter } from './retry-schedules.ts';

/** What a settlement came to: for the metrics. */
export type Settled = 'sent' | 'waits' | 'retried' | 'given_up' | 'unwanted';

/** Until the bus can take the dead letter, a delivery that was given up stays pending and is tried this much later. */
const deadLetterPauseSeconds = 60;

/** Between two tries of what waits for an engine. */
const waitPauseSeconds = 10;

/** Writes down how an attempt ended. May be repeated until it succeeds; throws when the database is away. */
export const createSettlement =
  ({
    ledger,
    messaging,
    schedule,
    operatorWaits,
    log,
  }: {
    ledger: Ledger;
    messaging: Messaging;
    /** Seconds between tries. */
    schedule: readonly number[];
    operatorWaits: OperatorWaits;
    log: Logger;
  }) =>
  async (delivery: ClaimedDelivery, outcome: Outcome): Promise<Settled> => {
    const about = {
      ...idsOf(delivery),
      channel: delivery.channel,
      attempt: delivery.attempts,
    };

    /** The letter comes first: a row that says `failed` has told the operators. */
    const giveUp = async (reason: string): Promise<Settled> => {
      try {
        await publishDeadLetter(
          messaging,
          'notifier-deliveries',
          JSON.stringify(deadLetterOf(delivery, reason)),
          {
            reason,
            id: `${delivery.id}:${delivery.attempts}`,
          },
        );
      } catch (error) {
        log.warn({ ...about, err: error }, 'a dead letter could not be stored: the delivery stays pending');
        await ledger.noteFailure(delivery, reason, deadLetterPauseSeconds);
        return 'retried';
      }
      await ledger.noteGivenUp(delivery, reason);
      log.error({ ...about, reason }, 'a delivery was given up');
      return 'given_up';
    };

    if (outcome.kind !== 'waits') operatorWaits.settle(delivery.id);
    switch (outcome.kind) {
      case 'sent':
        await ledger.noteSent(delivery);
        log.info({ ...about, note: outcome.note }, 'delivered');
        return 'sent';
      case 'waits': {
        const { error, seconds = waitPauseSeconds } = outcome;
        const isNews = error.fate === 'operator' && operatorWaits.note(delivery.id, error);
        await ledger.noteWait(delivery, error.message, seconds);
        log[isNews ? 'error' : 'debug']({ ...about, err: error }, 'a delivery waits');
        return 'waits';
      }
      case 'failed': {
        const { reason, notBeforeSeconds = 0 } = outcome;
        const pause = pauseAfter(schedule, delivery.failures, { notBeforeSeconds });
        if (pause === undefined) return giveUp(reason);
        await ledger.noteFailure(delivery, reason, pause);
        log.warn({ ...about, reason, pauseSeconds: Math.round(pause) }, 'a delivery is tried again');
        return 'retried';
      }
      case 'refused':
        return giveUp(outcome.reason);
      case 'unwanted':
        await ledger.noteGivenUp(delivery, outcome.reason);
        log.info({ ...about, reason: outcome.reason }, 'a delivery is not wanted any more');
        return 'unwanted';
      default:
        return assertNever(outcome);
    }
  };

const deadLetterOf = (delivery: ClaimedDelivery, reason: string) => ({
  delivery_id: delivery.id,
  workspace_id: delivery.workspaceId,
  report_id: delivery.reportId,
  channel: delivery.channel,
  recipient: delivery.recipient,
  event: delivery.event,
  attempts: delivery.attempts,
  last_error: reason,
  given_up_at: new Date().toISOString(),
});
