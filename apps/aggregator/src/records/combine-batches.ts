import type { RecordKind } from '@reports/contracts';
import { isWaitedFor } from '@reports/service';
import type { RecordBatch } from './record-batch.ts';
import type { StoreRecords } from './store-records.ts';

/** Records in one transaction at max: past it, larger ones are no faster, and hold the rollups for longer. */
const maxRecords = 20_000;
/** While one transaction waits for the rollups, the next one writes its rows. */
const maxAtOnce = 2;

interface Waiting {
  batch: RecordBatch;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Lane {
  waiting: Waiting[];
  running: number;
}

/**
 * Joins what waits for one workspace and kind into one transaction, so that many small messages cost little more than
 * one large: while a transaction runs, others gather. When a joined transaction fails by what it holds, each message
 * is stored alone, so that a bad one takes no other with it.
 */
export const createCombineBatches = (store: StoreRecords) => {
  const lanes = new Map<string, Lane>();

  const run = async (workspaceId: string, kind: RecordKind, taken: Waiting[]): Promise<void> => {
    try {
      await store(
        workspaceId,
        kind,
        taken.map(({ batch }) => batch),
      );
      for (const { resolve } of taken) resolve();
    } catch (error) {
      if (taken.length === 1 || isWaitedFor(error)) {
        for (const { reject } of taken) reject(error);
        return;
      }
      for (const { batch, resolve, reject } of taken) {
        await store(workspaceId, kind, [batch]).then(resolve, reject);
      }
    }
  };

  const pump = (name: string, lane: Lane, workspaceId: string, kind: RecordKind): void => {
    while (lane.running < maxAtOnce && lane.waiting.length > 0) {
      lane.running += 1;
      void run(workspaceId, kind, takeSome(lane.waiting)).finally(() => {
        lane.running -= 1;
        pump(name, lane, workspaceId, kind);
        if (lane.running === 0) lanes.delete(name);
      });
    }
  };

  /** Resolves when the batch is stored; throws what `store` throws. */
  return (workspaceId: string, kind: RecordKind, batch: RecordBatch): Promise<void> =>
    new Promise((resolve, reject) => {
      const name = `${kind}:${workspaceId}`;
      const lane = lanes.get(name) ?? { waiting: [], running: 0 };
      lanes.set(name, lane);
      lane.waiting.push({ batch, resolve, reject });
      pump(name, lane, workspaceId, kind);
    });
};

/** At least one, then as many as fit. */
const takeSome = (waiting: Waiting[]): Waiting[] => {
  let records = 0;
  const count = waiting.findIndex(({ batch }, index) => {
    records += batch.records.length;
    return index > 0 && records > maxRecords;
  });
  return waiting.splice(0, count === -1 ? waiting.length : count);
};
