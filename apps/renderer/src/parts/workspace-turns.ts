import { ServiceError } from '@reports/service';

/** Split reports of one workspace that one renderer makes at once. */
const mostAtOnce = 2;

/**
 * Lets a workspace have two of a renderer's places for split reports, which may take minutes. Any further one is given back with `workspace_busy`,
 * which passes: Temporal has it again a little later, and another workspace's is taken meanwhile.
 */
export const createWorkspaceTurns = () => {
  const making = new Map<string, number>();
  return async <Result>(workspaceId: string, work: () => Promise<Result>): Promise<Result> => {
    const before = making.get(workspaceId) ?? 0;
    if (before >= mostAtOnce) {
      throw new ServiceError({
        code: 'workspace_busy',
        message: 'Other split reports of this workspace are being made: this one waits for them.',
        fate: 'passing',
      });
    }
    making.set(workspaceId, before + 1);
    try {
      return await work();
    } finally {
      const left = (making.get(workspaceId) ?? 1) - 1;
      if (left === 0) making.delete(workspaceId);
      else making.set(workspaceId, left);
    }
  };
};
