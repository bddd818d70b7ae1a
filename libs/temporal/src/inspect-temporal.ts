import proto from '@temporalio/proto';
import type { TemporalClient } from './client.ts';

const { IndexedValueType, TaskQueueType } = proto.temporal.api.enums.v1;

/** A server that is away is asked again for so long. */
const patienceMs = 5_000;

/** How the server and the namespace stand. */
export interface TemporalState {
  /** The server's, `1.32.0`. */
  version: string;
  /** Search attributes that the namespace has of somebody's making, with their types: `Keyword`. */
  attributes: Record<string, string>;
  /** How long an ended workflow is kept. */
  retentionDays: number;
  /** Task queues that nobody polls. */
  unpolled: string[];
}

/** Looks at the namespace and the pollers of task queues. Throws the client's errors. */
export const inspectTemporal = async (
  { client }: TemporalClient,
  taskQueues: readonly string[],
): Promise<TemporalState> => {
  return client.withDeadline(Date.now() + patienceMs, () => inspect(client, taskQueues));
};

const inspect = async (
  client: TemporalClient['client'],
  taskQueues: readonly string[],
): Promise<TemporalState> => {
  const { namespace } = client.options;
  // Alone: where there is nobody, nothing else is asked, and nothing is left that asks on.
  const { config } = await client.workflowService.describeNamespace({ namespace });
  const [{ customAttributes }, { serverVersion }] = await Promise.all([
    client.connection.operatorService.listSearchAttributes({ namespace }),
    client.workflowService.getSystemInfo({}),
  ]);
  const polled = await Promise.all(taskQueues.map((name) => hasPollers(client, name)));
  return {
    version: serverVersion ?? 'unknown',
    attributes: Object.fromEntries(
      Object.entries(customAttributes ?? {}).map(([name, type]) => [name, typeName(type)]),
    ),
    retentionDays: Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / 86_400,
    unpolled: taskQueues.filter((_, index) => !polled[index]),
  };
};

/** `INDEXED_VALUE_TYPE_KEYWORD_LIST` → `KeywordList`, as Temporal's own tools call it. */
const typeName = (type: number): string =>
  (IndexedValueType[type] ?? '')
    .replace('INDEXED_VALUE_TYPE_', '')
    .toLowerCase()
    .replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

const hasPollers = async (client: TemporalClient['client'], name: string): Promise<boolean> => {
  // A queue of workflows and one of activities have the same name: which of them has workers says which it is.
  const asked = [TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY];
  const answers = await Promise.all(
    asked.map((taskQueueType) =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name },
        taskQueueType,
      }),
    ),
  );
  return answers.some(({ pollers }) => (pollers ?? []).length > 0);
};
