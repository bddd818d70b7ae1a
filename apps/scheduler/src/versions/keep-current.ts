import { type Health, type Logger, type Loop, startLoop } from '@reports/service';
import {
  describeDeployment,
  lastPolls,
  makeCurrent,
  type TemporalClient,
  type WorkerVersion,
} from '@reports/temporal';

/** A version of which no worker has asked for so long has none: one that waits asks once a minute. */
export const defaultSilenceMs = 90_000;

export interface VersionDependencies {
  temporal: TemporalClient;
  /** This process's own. */
  version: WorkerVersion;
  taskQueue: string;
  silenceMs?: number;
  log: Logger;
}

/**
 * Has new workflows go to this process's version, in a way that a rolling release cannot turn back: a version takes over when it is newer
 * than the current one and never was current, so a replica of the old release that starts late leaves things as they are. A version that was
 * current before takes over only when the current one has no workers left, which is the way back: deploy the old release again.
 */
export const startKeepingCurrent = ({
  metrics,
  ...dependencies
}: VersionDependencies & { metrics?: Health['metrics'] }): Loop => {
  let hasCurrent = false;
  const loop = startLoop({
    name: 'worker_version',
    everyMs: 2_000,
    work: async () => {
      hasCurrent = await takeOver(dependencies);
    },
    log: dependencies.log,
    ...(metrics && { metrics }),
  });
  return {
    ...loop,
    check: () => {
      loop.check();
      if (!hasCurrent)
        throw new Error(`no version of ${dependencies.version.deploymentName} takes new workflows yet`);
    },
  };
};

/** Makes this version the current one if that is right. Gives whether new workflows have a version to go to. */
export const takeOver = async ({
  temporal,
  version,
  taskQueue,
  silenceMs = defaultSilenceMs,
  log,
}: VersionDependencies): Promise<boolean> => {
  const deployment = await describeDeployment(temporal, version.deploymentName);
  const mine = deployment?.versions.find(({ buildId }) => buildId === version.buildId);
  // Our worker has not polled yet.
  if (!deployment || !mine) return deployment?.current !== undefined;
  const { current, versions, conflictToken } = deployment;
  if (current === version.buildId) return true;
  const theirs = versions.find(({ buildId }) => buildId === current);
  const isNewer = !mine.wasCurrent && mine.firstSeen > (theirs?.firstSeen ?? new Date(0));
  if (!isNewer && current !== undefined && !(await isSilent({ temporal, taskQueue, silenceMs }, current)))
    return true;
  await makeCurrent(temporal, version, conflictToken);
  log.info({ buildId: version.buildId, before: current }, 'new workflows go to this version from now on');
  return true;
};

/** Whether no worker of a version asks for tasks any more. */
export const isSilent = async (
  { temporal, taskQueue, silenceMs }: { temporal: TemporalClient; taskQueue: string; silenceMs: number },
  buildId: string,
): Promise<boolean> => {
  const polls = await lastPolls(temporal, taskQueue);
  const newest = Math.max(0, ...[...polls.values()].map(Number));
  // Held against the newest poll of any version, not against our clock.
  return newest - Number(polls.get(buildId) ?? 0) > silenceMs;
};
