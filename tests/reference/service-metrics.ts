import { createMetrics as createAggregatorMetrics, showSlots } from '@reports/aggregator/metrics';
import { createAppOfNothing } from '@reports/api/app-of-nothing';
import { showConsumers, showDeadLetters } from '@reports/messaging';
import { createMetrics as createNotifierMetrics, showPendingDeliveries } from '@reports/notifier/metrics';
import { createMetrics as createRendererMetrics } from '@reports/renderer/metrics';
import { createMetrics as createSchedulerMetrics, showBacklog } from '@reports/scheduler/metrics';
import { createHealth, type Health, showLoops } from '@reports/service';

type Registry = Health['metrics'];

export interface Metric {
  name: string;
  kind: string;
  labels: readonly string[];
  help: string;
}

const away = () => Promise.reject(new Error('There is nothing to ask here.'));
const noBus = { jetstream: away };
const noDatabase = { sql: away as never };

const registryOf = (service: string, register: (metrics: Registry) => void): Registry => {
  const { metrics } = createHealth(service, {});
  if (service !== 'renderer') showLoops(metrics);
  register(metrics);
  return metrics;
};

const registryOfApi = async (): Promise<Registry> => {
  const { app, health } = createAppOfNothing();
  await app.ready();
  return health.metrics;
};

/** Each service's registry, as its `main.ts` fills it. */
const registries = async (): Promise<Record<string, Registry>> => ({
  api: await registryOfApi(),
  scheduler: registryOf('scheduler', (metrics) => {
    createSchedulerMetrics(metrics);
    showBacklog(metrics, noDatabase);
    showConsumers(metrics, noBus, []);
    showDeadLetters(metrics, noBus);
  }),
  aggregator: registryOf('aggregator', (metrics) => {
    createAggregatorMetrics(metrics);
    showSlots(metrics, () => ({ slots: 0, used: 0, waiting: 0 }));
    showConsumers(metrics, noBus, []);
  }),
  renderer: registryOf('renderer', (metrics) => {
    createRendererMetrics(metrics, () => ({ slots: 0, printing: 0, waiting: 0 }));
  }),
  notifier: registryOf('notifier', (metrics) => {
    createNotifierMetrics(metrics);
    showPendingDeliveries(metrics, noDatabase);
    showConsumers(metrics, noBus, []);
  }),
});

/** What each service exports, but for the series of Node.js itself. */
export const readServiceMetrics = async (): Promise<Record<string, Metric[]>> => {
  const described = Object.entries(await registries()).map(([service, registry]): [string, Metric[]] => [
    service,
    registry
      .getMetricsAsArray()
      .filter(({ name }) => !/^(nodejs|process)_/.test(name))
      .map((metric) => ({
        name: metric.name,
        kind: String(metric.type),
        // The types of prom-client leave out what its metrics have.
        labels: (metric as unknown as { labelNames: string[] }).labelNames ?? [],
        help: metric.help,
      }))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  ]);
  return Object.fromEntries(described);
};
