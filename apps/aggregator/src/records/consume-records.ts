import { consumeEvents, type Consumption, type Messaging } from '@reports/messaging';
import type { Metrics } from '../metrics.ts';
import { createCombineBatches } from './combine-batches.ts';
import { readRecords } from './read-records.ts';
import type { StoreRecords } from './store-records.ts';
import { createTellReceipts } from './tell-receipts.ts';
import { toBatch } from './to-batch.ts';

/** Messages in hand at once, half of them of one workspace at most: those that wait are joined into one transaction. */
const concurrency = 96;
/** The bus gives a message to somebody else after 30 seconds without a sign. */
const signEveryMs = 10_000;

/**
 * Takes records from the bus into their tables. A message is taken whole or not at all: one with a bad record ends as a
 * dead letter that names the lines. Either way whoever sent it is told.
 */
export const consumeRecords = ({
  messaging,
  store,
  metrics,
}: {
  messaging: Messaging;
  store: StoreRecords;
  metrics: Metrics;
}): Consumption => {
  const combine = createCombineBatches(store);
  const receipts = createTellReceipts(messaging);
  return consumeEvents(
    messaging,
    'aggregator-records',
    async ({ event, storedAtNs, working }) => {
      if (event.type !== 'records.received') return;
      const { kind } = event.data;
      // Taken out of the event: no object waits for its turn, the batch is text.
      const batch = toBatch(kind, readRecords(kind, event.data.records.splice(0)), storedAtNs);
      const signs = setInterval(working, signEveryMs);
      try {
        await combine(event.workspaceid, kind, batch);
      } finally {
        clearInterval(signs);
      }
      receipts.stored({ workspaceId: event.workspaceid, kind, eventId: event.id }, batch.count);
      metrics.recordsStored.inc({ kind }, batch.count);
      metrics.recordsLag.observe({}, Math.max(0, Date.now() - Number(storedAtNs / 1_000_000n)) / 1_000);
    },
    {
      concurrency,
      onGivenBack: () => metrics.recordsGivenBack.inc(),
      onDeadLetter: receipts.refused,
    },
  );
};
