import type { DeliveryActivities, ReportDeliveries, SeenDeliveries } from '@reports/contracts';
import { retryNowUpdate, skipDeliveryUpdate } from '@reports/contracts/workflows';
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineUpdate,
  proxyLocalActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { localPatience } from './fired-schedule.ts';
import { followProgress } from './follow-progress.ts';

const ledger = proxyLocalActivities<DeliveryActivities>(localPatience);

/** Seconds between two looks: twice as many each time, from half a minute to ten minutes. */
const [firstPause, lastPause] = [30, 600];
/** After an operator's update: time for the try that it asked for. */
const afterUpdate = 5;
/** Of one history. */
const maxLooks = 300;

/**
 * Shows a report's deliveries for as long as one waits, and lets an operator hurry or skip them. PostgreSQL's ledger is the truth and the
 * notifier sends: what happens to this workflow (it ends, is terminated, starts twice) sends nothing, and loses nothing.
 */
export const followDeliveries = async (report: ReportDeliveries): Promise<void> => {
  const { tell } = followProgress();
  let isAsked = false;
  setHandler(
    defineUpdate<string>(retryNowUpdate),
    async () => {
      const hurried = await ledger.hurryDeliveries.executeWithOptions({ summary: 'An operator hurries' }, [
        report,
      ]);
      isAsked = true;
      return hurried === 0 ? 'Nothing waits for its next try.' : `${hurried} of them are tried now.`;
    },
    { description: 'Tries what waits now, not at the end of its pause.' },
  );
  setHandler(
    defineUpdate<string, [string, string]>(skipDeliveryUpdate),
    async (delivery_id, reason) => {
      await ledger.skipDelivery.executeWithOptions({ summary: `An operator skips ${delivery_id}` }, [
        { ...report, delivery_id, reason: reason.trim() },
      ]);
      isAsked = true;
      return `${delivery_id} will not be sent.`;
    },
    {
      description:
        'Does not send a delivery that waits. Two arguments: its id, and a reason, which its workspace reads.',
      validator: (...given) => {
        if (given.length !== 2 || given.some((text) => typeof text !== 'string' || text.trim() === '')) {
          throw new Error('Say which and why: the id of a delivery, and a reason.');
        }
      },
    },
  );

  for (let look = 0; look < maxLooks; look += 1) {
    const wasAsked = isAsked;
    isAsked = false;
    const seen = await ledger.readDeliveries.executeWithOptions({ summary: 'Read the ledger' }, [report]);
    tell(seen.text);
    if (seen.pending === 0) {
      await condition(allHandlersFinished);
      return;
    }
    await condition(() => isAsked, `${pauseBefore(look, seen, wasAsked)}s`);
    // The try that was asked for takes its time.
    if (isAsked) await sleep(`${afterUpdate}s`);
  }
  await condition(allHandlersFinished);
  await continueAsNew<typeof followDeliveries>(report);
};

const pauseBefore = (look: number, { nextInSeconds }: SeenDeliveries, wasAsked: boolean): number => {
  if (wasAsked) return firstPause;
  const pause = Math.min(lastPause, firstPause * 2 ** Math.min(look, 10));
  return Math.max(pause, Math.min(lastPause, Math.ceil(nextInSeconds ?? 0) + afterUpdate));
};
