import { randomInt } from 'node:crypto';
import { type Health, type Logger, messageOf } from '@reports/service';
import { DefaultLogger, type LogEntry, type LogLevel, Runtime } from '@temporalio/worker';

type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error';

const levels: Record<LogLevel, Level> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** What activities say of their failures: the interceptor of libs/temporal has a line for each, with the report's id. */
const saidBetter = new Set(['Activity failed']);

/** Seconds: from a poll that is answered at once to one that waits for its minute. */
const buckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300];
const histograms = [
  ...['activity_schedule_to_start_latency', 'activity_execution_latency'],
  ...['workflow_task_schedule_to_start_latency', 'workflow_task_execution_latency'],
  ...['workflow_task_replay_latency', 'local_activity_execution_latency', 'workflow_endtoend_latency'],
  ...['request_latency', 'long_request_latency'],
];
const prometheusStyle = {
  countersTotalSuffix: true,
  unitSuffix: true,
  useSecondsForDurations: true,
  histogramBucketOverrides: Object.fromEntries(histograms.map((name) => [name, buckets])),
};

/**
 * Once for a process, before its first worker: messages of Temporal's SDK, also those of its native part, go to our log as JSON. Given
 * the service's health, the SDK's metrics are served with ours; it writes them on a port of the loopback that nobody else is told of.
 */
export const installTemporalRuntime = (
  log: Logger,
  health?: Pick<Health, 'service' | 'addMetrics'>,
): void => {
  const logger = new DefaultLogger('INFO', (entry) => writeEntry(log, entry));
  const logging = { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } as const;
  const install = (prometheus?: { bindAddress: string }) =>
    Runtime.install({
      logger,
      telemetryOptions: {
        logging,
        ...(prometheus &&
          health && {
            metrics: {
              globalTags: { service: health.service },
              attachServiceName: false,
              prometheus: { ...prometheus, ...prometheusStyle },
            },
          }),
      },
      // The process owns its signals.
      shutdownSignals: [],
    });
  if (!health) {
    install();
    return;
  }
  const bindAddress = installOnFreePort(install);
  health.addMetrics(async () => {
    const response = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return response.ok ? response.text() : '';
  });
};

/** Below the ports that systems give to connections, which come and go. */
const [firstPort, lastPort] = [20_000, 32_000];
const maxTries = 50;

/** The SDK does not say which port it was given, so it is told one; one that is taken is refused at once. */
const installOnFreePort = (install: (prometheus: { bindAddress: string }) => unknown): string => {
  for (let tries = 1; ; tries += 1) {
    const bindAddress = `127.0.0.1:${randomInt(firstPort, lastPort)}`;
    try {
      install({ bindAddress });
      return bindAddress;
    } catch (error) {
      if (tries === maxTries || !/address already in use/i.test(messageOf(error))) throw error;
    }
  }
};

/** An entry of the SDK as a line of ours: its error with message and stack, its workflow with the report's id. */
export const writeEntry = (
  log: Pick<Logger, Level>,
  { level, message, meta }: Pick<LogEntry, 'level' | 'message' | 'meta'>,
): void => {
  const { error, ...rest } = (meta ?? {}) as { error?: unknown; workflowId?: unknown };
  const [, reportId] = /^(rpt_[0-9A-Za-z]+)/.exec(String(rest.workflowId)) ?? [];
  const described = {
    ...rest,
    ...(reportId !== undefined && { report_id: reportId }),
    ...(error !== undefined && { err: error }),
  };
  log[saidBetter.has(message) ? 'debug' : levels[level]](described, message);
};
