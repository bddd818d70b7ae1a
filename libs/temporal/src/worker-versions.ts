import proto, { type temporal } from '@temporalio/proto';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TemporalClient } from './client.ts';
import { translateTemporalError } from './translate-error.ts';

const enums = proto.temporal.api.enums.v1;
const pinnedBehavior =
  proto.temporal.api.workflow.v1.VersioningOverride.PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED;

/** One version of a worker's code, as Temporal knows it: workflows that are pinned to it run on no other. */
export interface WorkerVersion {
  deploymentName: string;
  /** Another one for any other code. */
  buildId: string;
}

export interface KnownVersion {
  buildId: string;
  /** When Temporal saw it for the first time. */
  firstSeen: Date;
  /** Whether new workflows went to it at some time. */
  wasCurrent: boolean;
}

export interface Deployment {
  /** The version that new workflows go to. Absent: workers without a version. */
  current?: string;
  versions: KnownVersion[];
  /** For {@link makeCurrent}: it fails when the deployment was changed in between. */
  conflictToken: Uint8Array;
}

/** The versions of a deployment, or undefined while no worker of it has polled. */
export const describeDeployment = async (
  { client }: TemporalClient,
  deploymentName: string,
): Promise<Deployment | undefined> => {
  try {
    const { conflictToken, workerDeploymentInfo } = await client.workflowService.describeWorkerDeployment({
      namespace: client.options.namespace,
      deploymentName,
    });
    const current = workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId;
    return {
      ...(current && { current }),
      versions: (workerDeploymentInfo?.versionSummaries ?? []).map(
        ({ deploymentVersion, createTime, firstActivationTime }) => ({
          buildId: deploymentVersion?.buildId ?? '',
          firstSeen: toDate(createTime),
          wasCurrent: Boolean(firstActivationTime),
        }),
      ),
      conflictToken,
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw translateTemporalError(error);
  }
};

/** From now on new workflows go to this version. Refused when the deployment was changed since `conflictToken` was given. */
export const makeCurrent = async (
  { client }: TemporalClient,
  { deploymentName, buildId }: WorkerVersion,
  conflictToken: Uint8Array,
): Promise<void> => {
  await client.workflowService
    .setWorkerDeploymentCurrentVersion({
      namespace: client.options.namespace,
      deploymentName,
      buildId,
      conflictToken,
      ignoreMissingTaskQueues: true,
    })
    .catch((error: unknown) => {
      throw translateTemporalError(error);
    });
};

/** When a worker of each build id last asked a task queue for workflow tasks. A worker that waits asks once a minute. */
export const lastPolls = async (
  { client }: TemporalClient,
  taskQueue: string,
): Promise<Map<string, Date>> => {
  const { pollers } = await client.workflowService
    .describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: enums.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    })
    .catch((error: unknown) => {
      throw translateTemporalError(error);
    });
  const polls = new Map<string, Date>();
  for (const { deploymentOptions, lastAccessTime } of pollers ?? []) {
    const buildId = deploymentOptions?.buildId ?? '';
    const at = toDate(lastAccessTime);
    if (at > (polls.get(buildId) ?? new Date(0))) polls.set(buildId, at);
  }
  return polls;
};

/**
 * Runs a workflow again from its first task, pinned to a version. Its steps are repeated, so each must be safe to repeat.
 * Gives false when the workflow has ended, or has not taken its first task yet and so is pinned to nothing.
 */
export const restartOn = async (
  { client }: TemporalClient,
  { workflowId, runId }: { workflowId: string; runId: string },
  version: WorkerVersion,
  reason: string,
): Promise<boolean> => {
  const { namespace } = client.options;
  try {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId },
      maximumPageSize: 20,
    });
    const firstTask = history?.events?.find(
      ({ workflowTaskCompletedEventAttributes: completed }) => completed,
    );
    if (!firstTask?.eventId) return false;
    await client.workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
      reason,
      workflowTaskFinishEventId: firstTask.eventId,
      // The same for the same run: asked twice, it is done once.
      requestId: `restart-${runId}`,
      postResetOperations: [
        {
          updateWorkflowOptions: {
            workflowExecutionOptions: {
              versioningOverride: {
                pinned: { version, behavior: pinnedBehavior },
              },
            },
            updateMask: { paths: ['versioning_override'] },
          },
        },
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || isNotFound(error)) return false;
    throw translateTemporalError(error);
  }
};

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === notFound;
/** gRPC's status NOT_FOUND. */
const notFound = 5;

const toDate = (timestamp: temporal.api.workflow.v1.IWorkflowExecutionInfo['startTime']): Date =>
  new Date(Number(timestamp?.seconds ?? 0) * 1_000 + (timestamp?.nanos ?? 0) / 1e6);
