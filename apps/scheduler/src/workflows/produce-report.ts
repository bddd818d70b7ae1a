import {
  type AggregatorActivities,
  type DatasetReference,
  type RendererActivities,
  type ReportRequest,
  renderQueue,
  type SchedulerActivities,
  searchAttributes,
  taskQueues,
} from '@reports/contracts';
import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
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
const scheduler = proxyLocalActivities<SchedulerActivities>({
  startToCloseTimeout: '10s',
  localRetryThreshold: '30s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '15s' },
});

const reportStatus = { name: searchAttributes.reportStatus, type: 'KEYWORD' } as const;

/** A report, from its request to its file: dataset, rendering, completion. Its history carries keys, never data. */
export const produceReport = async (request: ReportRequest): Promise<void> => {
  showOperatorWaits();
  try {
    const dataset = await collect(request);
    const file = await render(request, dataset);
    await scheduler.completeReport.executeWithOptions({ summary: 'Mark the report as completed' }, [
      { request, dataset, file },
    ]);
    setCurrentDetails(`**Completed.** ${dataset.rowCount} rows, ${file.bytes} bytes in \`${file.key}\`.`);
    upsertSearchAttributes([{ key: reportStatus, value: 'completed' }]);
  } catch (error) {
    await CancellationScope.nonCancellable(() => fail(request, error));
    throw isCancellation(error) ? error : failureForOperators(error);
  }
};

const collect = (request: ReportRequest): Promise<DatasetReference> => {
  if (request.dataset_report_id !== undefined) {
    setCurrentDetails(`**1 of 3** · taking the frozen dataset of ${request.dataset_report_id}`);
    return scheduler.findDataset.executeWithOptions({ summary: `Dataset of ${request.dataset_report_id}` }, [
      { workspaceId: request.workspace_id, reportId: request.dataset_report_id },
    ]);
  }
  setCurrentDetails('**1 of 3** · collecting the figures (aggregator)');
  return aggregator.buildDataset.executeWithOptions(
    {
      ...patience,
      taskQueue: taskQueues.aggregator,
      summary: `Figures of ${request.from} to ${request.to}, ${request.timezone}`,
    },
    [request],
  );
};

const render = (request: ReportRequest, dataset: DatasetReference) => {
  setCurrentDetails(`**2 of 3** · rendering ${dataset.rowCount} rows as ${request.format} (renderer)`);
  return renderer.renderReport.executeWithOptions(
    {
      ...patience,
      taskQueue: renderQueue(request.format),
      summary: `${request.format.toUpperCase()} of ${dataset.rowCount} rows`,
    },
    [{ request, dataset }],
  );
};

const fail = async (request: ReportRequest, error: unknown): Promise<void> => {
  const failure = reportFailure(error);
  upsertSearchAttributes([{ key: reportStatus, value: 'failed' }]);
  setCurrentDetails(`**Failed** (\`${failure.code}\`): ${failure.message}`);
  await scheduler.failReport.executeWithOptions({ summary: `Mark the report as failed: ${failure.code}` }, [
    { request, failure },
  ]);
};

const failureForOperators = (error: unknown): ApplicationFailure => {
  const { code, message } = reportFailure(error);
  return ApplicationFailure.create({
    type: code,
    message: `The report failed and its client was told: ${message} The activity above says where; once fixed, the client posts it again.`,
    nonRetryable: true,
    ...(error instanceof Error ? { cause: error } : {}),
  });
};
