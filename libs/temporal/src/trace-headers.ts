import { inSpan, type SpanAttributes, traceparentOf } from '@reports/service';
import type { Context } from '@temporalio/activity';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { traceHeader } from '@reports/contracts';

/** The headers of a call, with the trace that it belongs to. */
const withTrace = (headers: Headers, traceparent: string | undefined): Headers =>
  traceparent === undefined
    ? headers
    : { ...headers, [traceHeader]: defaultPayloadConverter.toPayload(traceparent) };

/** Starts of workflows are spans, and workflows carry their trace on to their activities: see `carry-trace` of the scheduler. */
export const traceStarts: WorkflowClientInterceptor = {
  startWithDetails: (input, next) =>
    inSpan(
      `StartWorkflow ${input.workflowType}`,
      { kind: 'client', attributes: { 'temporal.workflow_id': input.options.workflowId } },
      ({ traceparent }) => next({ ...input, headers: withTrace(input.headers, traceparent) }),
    ),
};

/** What a workflow handed on; for one that nobody's trace started, such as a schedule's, one that all of its run share. */
const parentOf = ({ info }: Context, headers: Headers): string | undefined => {
  const payload = headers[traceHeader];
  if (payload) return String(defaultPayloadConverter.fromPayload(payload));
  return info.workflowExecution && traceparentOf(info.workflowExecution.runId);
};

/** An attempt at an activity as a span. */
export const traceAttempt = <Result>(
  context: Context,
  { headers, attributes }: { headers: Headers; attributes: SpanAttributes },
  work: () => Promise<Result>,
): Promise<Result> => {
  const { activityType, attempt, workflowExecution } = context.info;
  return inSpan(
    `RunActivity ${activityType}`,
    {
      kind: 'consumer',
      parent: parentOf(context, headers),
      attributes: {
        'temporal.workflow_id': workflowExecution?.workflowId,
        'temporal.attempt': attempt,
        ...attributes,
      },
    },
    work,
  );
};
