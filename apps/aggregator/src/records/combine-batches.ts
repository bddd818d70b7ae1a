import type { RecordKind } from '@reports/contracts';
import { isWaitedFor } from '@reports/service';
import type { RecordBatch } from './record-batch.ts';
import type { StoreRecords } from './store-records.ts';

/** Records in one transaction at max: past it, larger ones are no faster, and hold the rollups for longer. */
const maxRecords = 20_000;
/** Of a kind: while one transaction waits for the rollups, the next one writes its rows. */
const maxAtOnce = 2;
/** Of all kinds of a workspace: of the connections there are for records, half are left to others. */
const maxOfWorkspace = 4;

interface Waiting {
  batch: RecordBatch;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Lane {
  kind: RecordKind;
  waiting: Waiting[];
  running: number;
}

/** Its lanes, those first that ran longest ago. */
type Lanes = Map<RecordKind, Lane>;

/**
 * Joins what waits for one workspace and kind into one transaction, so that many small messages cost little more than
 * one large: while a transaction runs, others gather. When a joined transaction fails by what it holds, each message
 * is stored alone, so that a bad one takes no other with it.
 */
export const createCombineBatches = (store: StoreRecords) => {
  const workspaces = new Map<string, Lanes>();

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

  const pump = (workspaceId: string, lanes: Lanes): void => {
    for (let lane = nextOf(lanes); lane; lane = nextOf(lanes)) {
      const ready = lane;
      lanes.delete(ready.kind);
      lanes.set(ready.kind, ready);
      ready.running += 1;
      void run(workspaceId, ready.kind, takeSome(ready.waiting)).finally(() => {
        ready.running -= 1;
        pump(workspaceId, lanes);
        if (ready.running + ready.waiting.length === 0) lanes.delete(ready.kind);
        if (lanes.size === 0) workspaces.delete(workspaceId);
      });
    }
  };

  /** Resolves when the batch is stored; throws what `store` throws. */
  return (workspaceId: string, kind: RecordKind, batch: RecordBatch): Promise<void> =>
    new Promise((resolve, reject) => {
      const lanes: Lanes = workspaces.get(workspaceId) ?? new Map();
      workspaces.set(workspaceId, lanes);
      const lane = lanes.get(kind) ?? { kind, waiting: [], running: 0 };
      lanes.set(kind, lane);
      lane.waiting.push({ batch, resolve, reject });
      pump(workspaceId, lanes);
    });
};

/** A lane that may run another transaction now. */
const nextOf = (lanes: Lanes): Lane | undefined => {
  const all = [...lanes.values()];
  if (all.reduce((sum, { running }) => sum + running, 0) >= maxOfWorkspace) return undefined;
  return all.find(({ running, waiting }) => running < maxAtOnce && waiting.length > 0);
};

/** At least one, then as many as fit. */
const takeSome = (waiting: Waiting[]): Waiting[] => {
  let records = 0;
  const count = waiting.findIndex(({ batch }, index) => {
    records += batch.count;
    return index > 0 && records > maxRecords;
  });
  return waiting.splice(0, count === -1 ? waiting.length : count);
};
