import type {
  AggregatorActivities,
  BuiltDataset,
  DatasetReference,
  FiredSchedule,
  RendererActivities,
  ReportRequest,
  ReportTurn,
  ScheduleActivities,
  SchedulerActivities,
} from '@reports/contracts';
import { renderQueue, searchAttributes, taskQueues } from '@reports/contracts/workflows';
import {
  ApplicationFailure,
  CancellationScope,
  deprecatePatch,
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { type Cancellation, takeCancellations } from './cancel-with-reason.ts';
import { firedFor, localPatience } from './fired-schedule.ts';
import { followProgress, type Progress } from './follow-progress.ts';
import { reportFailure } from './report-failure.ts';
import { showOperatorWaits } from './show-operator-waits.ts';

/** A worker that dies is noticed in ten seconds; a service that is down is waited for up to a day. */
const patience = {
  heartbeatTimeout: '10s',
  startToCloseTimeout: '30m',
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '15s' },
} as const;

const aggregator = proxyActivities<AggregatorActivities>({ ...patience, taskQueue: taskQueues.aggregator });
const renderer = proxyActivities<RendererActivities>(patience);
const scheduler = proxyLocalActivities<SchedulerActivities & ScheduleActivities>(localPatience);

const reportId = { name: searchAttributes.reportId, type: 'KEYWORD' } as const;
const slotTime = { name: searchAttributes.slotTime, type: 'DATETIME' } as const;
const errorCode = { name: searchAttributes.errorCode, type: 'KEYWORD' } as const;

/** What a workflow has while it runs: where it stands, and whether an operator wants it to end. */
type Conversation = Progress & Cancellation;

const converse = (): Conversation => {
  const progress = followProgress();
  showOperatorWaits(progress);
  return { ...progress, ...takeCancellations() };
};

/** A report that was asked for. Its row comes first: a report that is finished stays as it is, also when a workflow is reset. */
export const produceReport = async (request: ReportRequest): Promise<void> => {
  const talk = converse();
  const { workflowId } = workflowInfo();
  // Workflows of 1.0.0 have this mark in their histories.
  deprecatePatch('row-first');
  const turn = await scheduler.beginReport
    .executeWithOptions({ summary: 'Look at the row of the report' }, [{ request, workflowId }])
    .catch((error: unknown) => conclude(request, talk, error));
  await take(turn, talk);
};

/** A slot of a schedule, from Temporal's firing to the file: opening the slot, once for ever, gives the report to make. */
export const produceScheduledReport = async (schedule: FiredSchedule): Promise<void> => {
  const talk = converse();
  const { workflowId } = workflowInfo();
  const instant = firedFor();
  talk.tell(`Opening the slot of ${instant}.`);
  const turn = await scheduler.openSlot.executeWithOptions({ summary: `Slot of ${instant}` }, [
    { ...schedule, firedFor: instant, workflowId },
  ]);
  if ('make' in turn) {
    upsertSearchAttributes([
      { key: reportId, value: turn.make.report_id },
      { key: slotTime, value: new Date(instant) },
    ]);
  }
  await take(turn, talk);
};

const take = async (turn: ReportTurn, talk: Conversation): Promise<void> => {
  if (turn.links !== undefined) talk.linkTo(turn.links);
  if ('make' in turn) return make(turn.make, talk);
  talk.tell(turn.nothing);
  if (turn.failed) {
    throw ApplicationFailure.create({ type: 'already_failed', message: turn.nothing, nonRetryable: true });
  }
};

/** A report, from its request to its file: dataset, rendering unless the dataset came with the file, completion. Its history carries keys, never data. */
const make = async (request: ReportRequest, talk: Conversation): Promise<void> => {
  try {
    const { dataset, file, earlier } = await talk.during(async () => {
      const { file: ready, ...frozen } = await collect(request, talk);
      const rendered = ready ?? (await render(request, frozen, talk));
      const finished = await scheduler.completeReport.executeWithOptions(
        { summary: 'Mark the report as completed' },
        [{ request, dataset: frozen, file: rendered }],
      );
      return { dataset: frozen, file: rendered, earlier: finished };
    });
    talk.tell(
      earlier ?? `**Completed.** ${dataset.rowCount} rows, ${file.bytes} bytes in \`${file.key}\`.`,
      earlier === undefined ? { fileKey: file.key } : {},
    );
  } catch (error) {
    await conclude(request, talk, error);
  }
};

const collect = (request: ReportRequest, { tell }: Progress): Promise<BuiltDataset> => {
  if (request.dataset_report_id !== undefined) {
    tell(`**Collecting** · taking the frozen dataset of ${request.dataset_report_id}`);
    return scheduler.findDataset.executeWithOptions({ summary: `Dataset of ${request.dataset_report_id}` }, [
      { workspaceId: request.workspace_id, reportId: request.dataset_report_id },
    ]);
  }
  tell('**Collecting** · the figures are read (aggregator)');
  return aggregator.buildDataset.executeWithOptions(
    {
      ...patience,
      taskQueue: taskQueues.aggregator,
      summary: `Figures of ${request.from} to ${request.to}, ${request.timezone}`,
    },
    [request, { withFile: true }],
  );
};

const render = (request: ReportRequest, dataset: DatasetReference, { tell }: Progress) => {
  tell(`**Rendering** · ${dataset.rowCount} rows as ${request.format} (renderer)`);
  return renderer.renderReport.executeWithOptions(
    {
      ...patience,
      taskQueue: renderQueue(request.format, request.split_by !== undefined),
      summary: `${request.format.toUpperCase()} of ${dataset.rowCount} rows${request.split_by === undefined ? '' : `, a file for each ${request.split_by}`}`,
    },
    [{ request, dataset }],
  );
};

/** Fails the report, also when the workflow was cancelled, and then the workflow, in the words of an operator. */
const conclude = async (
  request: ReportRequest,
  { tell, reason }: Conversation,
  error: unknown,
): Promise<never> => {
  const failure = reportFailure(error, reason());
  tell(
    `**Failed** (\`${failure.code}\`): ${failure.message} The runbook (docs/runbook.md#reports-fail) has an entry for the code.`,
    { entry: 'reports-fail' },
  );
  // For runs that were not begun before it: of those that end well nothing is written.
  if (patched('error-code')) upsertSearchAttributes([{ key: errorCode, value: failure.code }]);
  await CancellationScope.nonCancellable(() =>
    scheduler.failReport.executeWithOptions({ summary: `Mark the report as failed: ${failure.code}` }, [
      { request, failure },
    ]),
  );
  if (isCancellation(error) && reason() === undefined) throw error;
  const message =
    failure.code === 'already_failed'
      ? failure.message
      : `The report failed and its client was told: ${failure.message} The activity above says where; once fixed, POST /v1/reports/${request.report_id}/retry makes it again.`;
  throw ApplicationFailure.create({
    type: failure.code,
    message,
    nonRetryable: true,
    ...(error instanceof Error ? { cause: error } : {}),
  });
};
