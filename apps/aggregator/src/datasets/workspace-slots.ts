import { ServiceError } from '@reports/service';
import pLimit from 'p-limit';

export interface SlotLoad {
  slots: number;
  used: number;
  /** Datasets that this aggregator was given and that wait for a slot. */
  waiting: number;
}

/** Runs work in slots; see {@link createWorkspaceSlots}. */
export interface WorkspaceSlots {
  run: <Result>(workspaceId: string, work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;
  load: () => SlotLoad;
}

/** What a worker may be given at once is this many times its slots: what waits keeps nobody else's from being taken. */
export const givenPerSlot = 8;
/** Of what it may be given, how much one workspace may have for as long as it takes. */
const shareOfGiven = 0.75;
/** How long what comes beyond that is held, so that a worker gives back few a second. */
const heldMs = 1_000;

/**
 * As many at once as `slots`, of one workspace as `perWorkspace`: its others wait. Those that it has beyond three quarters of what the
 * worker may be given wait a second, and are given back with `workspace_busy`, which passes: Temporal has them again later, and the worker has
 * room for others. Throws the signal's reason once it is aborted.
 */
export const createWorkspaceSlots = ({
  slots,
  perWorkspace,
}: {
  slots: number;
  perWorkspace: number;
}): WorkspaceSlots => {
  const inSlot = pLimit(slots);
  const workspaces = new Map<string, { given: number; inTurn: ReturnType<typeof pLimit> }>();
  const mostGiven = Math.max(perWorkspace, Math.floor(slots * givenPerSlot * shareOfGiven));
  let given = 0;

  const run: WorkspaceSlots['run'] = async (workspaceId, work, signal) => {
    const workspace = workspaces.get(workspaceId) ?? { given: 0, inTurn: pLimit(perWorkspace) };
    workspaces.set(workspaceId, workspace);
    const leaving = new AbortController();
    const giveUp = AbortSignal.any([signal, leaving.signal]);
    const timer = workspace.given >= mostGiven ? setTimeout(() => leaving.abort(busy()), heldMs) : undefined;
    workspace.given += 1;
    given += 1;
    try {
      return await unlessAborted(giveUp, (begin) =>
        workspace.inTurn(() =>
          inSlot(async () => {
            giveUp.throwIfAborted();
            clearTimeout(timer);
            begin();
            return work();
          }),
        ),
      );
    } finally {
      clearTimeout(timer);
      workspace.given -= 1;
      given -= 1;
      if (workspace.given === 0) workspaces.delete(workspaceId);
    }
  };

  return {
    run,
    load: () => ({ slots, used: inSlot.activeCount, waiting: Math.max(0, given - inSlot.activeCount) }),
  };
};

/** What the work gives; the signal's reason where it is aborted before the work has begun. Work that has begun hears the signal itself. */
const unlessAborted = <Result>(
  signal: AbortSignal,
  start: (begin: () => void) => Promise<Result>,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    start(() => signal.removeEventListener('abort', abort)).then(resolve, reject);
  });

const busy = (): ServiceError =>
  new ServiceError({
    code: 'workspace_busy',
    message: 'Other reports of this workspace are being made: this one waits for them.',
    fate: 'passing',
  });
