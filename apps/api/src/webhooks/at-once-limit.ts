import { ProblemError } from '../problems/problem-error.ts';

/** Runs work of a workspace, `most` at once. Throws `overloaded` where as many run. */
export const createAtOnceLimit = (most: number) => {
  const running = new Map<string, number>();
  return async <Result>(workspaceId: string, work: () => Promise<Result>): Promise<Result> => {
    const count = running.get(workspaceId) ?? 0;
    if (count >= most) {
      throw new ProblemError({
        code: 'overloaded',
        message: `${most} webhooks of this workspace are being checked. Send this one again in a few seconds.`,
      });
    }
    running.set(workspaceId, count + 1);
    try {
      return await work();
    } finally {
      const left = (running.get(workspaceId) ?? 1) - 1;
      if (left === 0) running.delete(workspaceId);
      else running.set(workspaceId, left);
    }
  };
};
