import type { TestScheduler } from './platform.ts';

/** As the button Reset does: back to the end of its first task, in a run of its own. */
export const resetWorkflow = async (
  { temporal, config }: Pick<TestScheduler, 'temporal' | 'config'>,
  workflowId: string,
): Promise<void> => {
  const { workflowService } = temporal.client;
  const namespace = config.temporalNamespace;
  const { history } = await workflowService.getWorkflowExecutionHistory({
    namespace,
    execution: { workflowId },
  });
  const task = history?.events?.find((event) => event.workflowTaskCompletedEventAttributes);
  await workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId },
    reason: 'a test',
    workflowTaskFinishEventId: task?.eventId ?? null,
    requestId: crypto.randomUUID(),
  });
};
