import { defaultStopSeconds, retryForever, type Logger } from '@reports/service';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkerVersion } from './worker-versions.ts';
import { connectionOptions, dataConverterOf, type TemporalSettings } from './connection-options.ts';
import { type ConductOptions, createActivityConduct } from './activity-conduct.ts';

export interface WorkerSettings extends ConductOptions, TemporalSettings {
  log: Logger;
  /** Until the process ends, once it is asked to. */
  stopSeconds?: number;
}

/** What is left of the end of a process for the steps after its workers'. */
const otherStepsSeconds = 5;

export type WorkerParts = Pick<
  WorkerOptions,
  | 'taskQueue'
  | 'activities'
  | 'workflowsPath'
  | 'workflowBundle'
  | 'maxConcurrentActivityTaskExecutions'
  | 'maxConcurrentWorkflowTaskExecutions'
  | 'maxConcurrentLocalActivityExecutions'
  | 'maxCachedWorkflows'
> & {
  /** Given, each workflow stays on the version that took its first task; see docs/adr/0018. */
  version?: WorkerVersion;
};

export interface RunningWorker {
  /** Throws while the worker does not poll. */
  check: () => void;
  /** Takes no more tasks, waits for those in hand. */
  stop: () => Promise<void>;
}

/**
 * Polls a task queue until stopped. Temporal may be away at the start and at any time after: the worker is made again, with
 * growing pauses, for as long as it takes.
 */
export const runWorker = (
  { log, faultPausesMs, waits, onAttempt, stopSeconds = defaultStopSeconds, ...settings }: WorkerSettings,
  { version, ...parts }: WorkerParts,
): RunningWorker => {
  const stopping = new AbortController();
  let worker: Worker | undefined;

  const poll = async () => {
    const connection = await NativeConnection.connect({
      ...connectionOptions(settings),
      // Messages are a kilobyte or two: to compress them costs both ends more than to send them.
      grpcCompression: { codec: 'none' },
    });
    try {
      worker = await Worker.create({
        connection,
        namespace: settings.temporalNamespace,
        ...(settings.identity !== undefined && { identity: settings.identity }),
        dataConverter: dataConverterOf(settings),
        // What is in hand then is cancelled, and goes to another worker.
        shutdownGraceTime: `${stopSeconds - otherStepsSeconds}s`,
        // A worker that was paused hears with its next heartbeat that its activity is over.
        maxHeartbeatThrottleInterval: '1s',
        interceptors: {
          activity: [
            createActivityConduct({
              ...(faultPausesMs && { faultPausesMs }),
              ...(waits && { waits }),
              ...(onAttempt && { onAttempt }),
            }),
          ],
        },
        ...(version && {
          workerDeploymentOptions: {
            useWorkerVersioning: true,
            version,
            defaultVersioningBehavior: 'PINNED',
          },
        }),
        ...parts,
      });
      log.info({ taskQueue: parts.taskQueue }, 'the worker polls');
      const running = worker.run();
      // Asked to stop while it was being made.
      if (stopping.signal.aborted) worker.shutdown();
      await running;
      if (!stopping.signal.aborted) throw new Error('The worker ended.');
    } finally {
      worker = undefined;
      await connection.close();
    }
  };

  const polling = retryForever(poll, {
    signal: stopping.signal,
    onFailure: (error, attempt) => {
      if (!stopping.signal.aborted && attempt % 10 === 1) {
        log.warn(
          { err: error, taskQueue: parts.taskQueue, attempt },
          'the worker does not poll: trying again',
        );
      }
    },
  }).catch(() => undefined);

  return {
    check: () => {
      if (worker?.getState() !== 'RUNNING') throw new Error(`no worker polls ${parts.taskQueue}`);
    },
    stop: async () => {
      stopping.abort();
      if (worker?.getState() === 'RUNNING') worker.shutdown();
      await polling;
    },
  };
};
