import { type TemporalClient, translateTemporalError } from '@reports/temporal';
import type { WorkflowExecutionInfo } from '@temporalio/client';

/**
 * The workflows that run and meet a condition of Temporal's visibility, which may be a moment behind: their ids, or what `nameOf` gives of
 * each. Throws what {@link translateTemporalError} gives.
 */
export const runningWorkflows = async (
  { client }: TemporalClient,
  condition: string,
  nameOf: (workflow: WorkflowExecutionInfo) => string | undefined = ({ workflowId }) => workflowId,
): Promise<Set<string>> => {
  try {
    const names = new Set<string>();
    const query = `${condition} AND ExecutionStatus = 'Running'`;
    for await (const workflow of client.workflow.list({ pageSize: 1_000, query })) {
      const name = nameOf(workflow);
      if (name !== undefined) names.add(name);
    }
    return names;
  } catch (error) {
    throw translateTemporalError(error);
  }
};
