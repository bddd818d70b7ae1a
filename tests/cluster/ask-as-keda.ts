import type { TestPlatform } from '../support/platform.ts';
import { render } from '../helm/render.ts';

interface Trigger {
  name?: string;
  type: string;
  metadata: Record<string, string>;
}

const read = async (url: string): Promise<string> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.text();
};

/** The triggers of a service's ScaledObject, as the chart renders them. */
export const triggersOf = (service: string): Trigger[] => {
  const found = render(['minimal', 'everything']).find(
    ({ kind, metadata }) => kind === 'ScaledObject' && metadata.name.endsWith(`-${service}`),
  );
  if (found === undefined) throw new Error(`${service} has no ScaledObject`);
  return found.spec.triggers;
};

/**
 * Asks a platform what KEDA 2.21 would ask for each trigger of a service's ScaledObject, and reads the answer as it does
 * (pkg/scalers/temporal_scaler.go, metrics_api_scaler.go, nats_jetstream_scaler.go). Gives each trigger's value; throws where KEDA finds none,
 * with which it does not scale. Of these types of trigger alone, where they are given: a service that is down has no metrics.
 */
export const askAsKeda = async (
  platform: TestPlatform,
  service: 'scheduler' | 'aggregator' | 'renderer' | 'notifier',
  types: readonly string[] = ['temporal', 'metrics-api', 'nats-jetstream'],
): Promise<Record<string, number>> => {
  const askTemporal = async ({ metadata }: Trigger): Promise<number> => {
    const { TEMPORAL_HTTP_URL: http, TEMPORAL_NAMESPACE: namespace } = platform.environment;
    const query = 'taskQueueType=TASK_QUEUE_TYPE_ACTIVITY&reportStats=true';
    const answer = JSON.parse(
      await read(`${http}/api/v1/namespaces/${namespace}/task-queues/${metadata['taskQueue']}?${query}`),
    ) as { stats?: { approximateBacklogCount?: string } };
    if (answer.stats === undefined) throw new Error(`${metadata['taskQueue']} has no statistics`);
    return Number(answer.stats.approximateBacklogCount ?? 0);
  };

  const askPods = async ({ name, metadata }: Trigger): Promise<number> => {
    const text = await read(`http://127.0.0.1:${platform.ports[service]}/metrics`);
    const [, metric, given = ''] = /^(\w+)\{(.*)\}$/.exec(metadata['valueLocation'] ?? '') ?? [];
    const wanted = given.split(',');
    const line = text
      .split('\n')
      .find((one) => one.startsWith(`${metric}{`) && wanted.every((label) => one.includes(label)));
    if (line === undefined) throw new Error(`${name}: value ${metadata['valueLocation']} not found`);
    return Number(line.split(' ').at(-1));
  };

  const askNats = async ({ metadata }: Trigger): Promise<number> => {
    const { account, stream, consumer } = metadata;
    const query = new URLSearchParams({ acc: account ?? '', consumers: 'true', config: 'true' });
    const answer = JSON.parse(
      await read(`http://127.0.0.1:${platform.ports.natsMonitor}/jsz?${query.toString()}`),
    ) as {
      account_details?: {
        name: string;
        stream_detail?: {
          name: string;
          consumer_detail?: { name: string; num_pending: number; num_ack_pending: number }[];
        }[];
      }[];
    };
    const found = answer.account_details
      ?.find(({ name }) => name === account)
      ?.stream_detail?.find(({ name }) => name === stream)
      ?.consumer_detail?.find(({ name }) => name === consumer);
    if (found === undefined) throw new Error(`consumer ${consumer} not found in stream ${stream}`);
    return found.num_pending + found.num_ack_pending;
  };

  const ask: Record<string, (trigger: Trigger) => Promise<number>> = {
    temporal: askTemporal,
    'metrics-api': askPods,
    'nats-jetstream': askNats,
  };
  const asked = triggersOf(service).filter(({ type }) => types.includes(type));
  const values = await Promise.all(
    asked.map(async (trigger) => {
      const value = await ask[trigger.type]?.(trigger);
      if (value === undefined || !Number.isFinite(value)) throw new Error(`${trigger.type} gives nothing`);
      return [trigger.name ?? trigger.metadata['consumer'], value] as const;
    }),
  );
  return Object.fromEntries(values);
};
