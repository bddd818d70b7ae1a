import { fateOf, forEachAlone, type Health, type Logger, type Loop, startLoop } from '@reports/service';
import {
  describeDeployment,
  lastPolls,
  restartOn,
  type TemporalClient,
  translateTemporalError,
} from '@reports/temporal';
import { defaultSilenceMs, type VersionDependencies } from './keep-current.ts';

const everyMs = 30_000;
/** Workflows younger than this are not looked at one by one. */
const defaultGraceSeconds = 300;
/** A workflow task that failed so often will fail on: the code does not fit the history. */
const defaultMaxTaskAttempts = 8;

/**
 * Moves workflows that cannot go on: those pinned to a version that has no workers any more, and those whose code no longer fits their
 * history. They start again from their first task on the current version; every step is safe to repeat, and a report that is finished stays
 * finished. One that has been moved before and is stuck again is terminated, and the reconciler of reports fails its report.
 */
export const startMovingStranded = ({
  metrics,
  ...dependencies
}: StrandedDependencies & { metrics?: Health['metrics'] }): Loop =>
  startLoop({
    name: 'stranded_workflows',
    everyMs,
    work: async () => {
      await moveStranded(dependencies);
    },
    log: dependencies.log,
    ...(metrics && { metrics }),
  });

export interface StrandedDependencies extends Omit<VersionDependencies, 'version'> {
  deploymentName: string;
  /** Workflows younger than this are not asked whether their task fails again and again. */
  graceSeconds?: number;
  maxTaskAttempts?: number;
  log: Logger;
}

/** One round. Gives how many were moved and how many were given up. */
export const moveStranded = async ({
  temporal,
  deploymentName,
  taskQueue,
  silenceMs = defaultSilenceMs,
  graceSeconds = defaultGraceSeconds,
  maxTaskAttempts = defaultMaxTaskAttempts,
  log,
}: StrandedDependencies): Promise<{ moved: number; ended: number }> => {
  const done = { moved: 0, ended: 0 };
  const deployment = await describeDeployment(temporal, deploymentName);
  if (deployment?.current === undefined) return done;
  const current = { deploymentName, buildId: deployment.current };
  const polls = await lastPolls(temporal, taskQueue);
  const newest = Math.max(0, ...[...polls.values()].map(Number));
  const isServed = (buildId: string) => newest - Number(polls.get(buildId) ?? 0) <= silenceMs;
  // Nobody serves the current version either: there is nowhere to go.
  if (!isServed(current.buildId)) return done;

  const running = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`;
  const startedBefore = new Date(Date.now() - graceSeconds * 1_000).toISOString();
  const queries = [
    ...deployment.versions
      .filter(({ buildId }) => !isServed(buildId))
      .map(
        ({ buildId }) => `${running} AND TemporalWorkerDeploymentVersion = '${deploymentName}:${buildId}'`,
      ),
    `${running} AND StartTime < '${startedBefore}'`,
  ];
  await forEachAlone(
    listRuns(temporal, queries),
    async (run) => {
      const state = await stateOf(temporal, run);
      if (!state) return;
      const isStranded = state.pinnedTo !== undefined && !isServed(state.pinnedTo);
      const isStuck = state.taskAttempts >= maxTaskAttempts;
      if (!isStranded && !isStuck) return;
      const reason = isStranded
        ? `no worker of version ${state.pinnedTo} is left`
        : `the code does not fit the history: its task failed ${state.taskAttempts} times`;
      if (isStuck && state.wasMoved) {
        await temporal.client.workflow.getHandle(run.workflowId, run.runId).terminate(reason);
        log.error({ ...run }, `a workflow was moved before and is stuck again, it is ended: ${reason}`);
        done.ended += 1;
      } else if (await restartOn(temporal, run, current, reason)) {
        log.warn(
          { ...run, buildId: current.buildId },
          `a workflow starts again on the current version: ${reason}`,
        );
        done.moved += 1;
      }
    },
    {
      isAway: (error) => fateOf(translateTemporalError(error)) === 'passing',
      onFailure: (run, error) =>
        log.error({ err: error, ...run }, 'a workflow could not be moved: the next round tries again'),
    },
  );
  return done;
};

interface Run {
  workflowId: string;
  runId: string;
}

async function* listRuns({ client }: TemporalClient, queries: readonly string[]): AsyncGenerator<Run> {
  for (const query of queries) {
    for await (const { workflowId, runId } of client.workflow.list({ query })) yield { workflowId, runId };
  }
}

interface RunState {
  /** The build id that it runs on alone. */
  pinnedTo?: string;
  /** How often its pending workflow task was tried. */
  taskAttempts: number;
  wasMoved: boolean;
}

const stateOf = async (
  { client }: TemporalClient,
  { workflowId, runId }: Run,
): Promise<RunState | undefined> => {
  const { status, raw } = await client.workflow.getHandle(workflowId, runId).describe();
  if (status.name !== 'RUNNING') return undefined;
  const { versioningInfo, firstRunId } = raw.workflowExecutionInfo ?? {};
  const version = versioningInfo?.versioningOverride?.pinned?.version ?? versioningInfo?.deploymentVersion;
  return {
    ...(version?.buildId && { pinnedTo: version.buildId }),
    taskAttempts: raw.pendingWorkflowTask?.attempt ?? 0,
    wasMoved: Boolean(firstRunId) && firstRunId !== runId,
  };
};
