import { taskQueues } from '@reports/contracts';
import { connectDatabase, createReadings, databaseOptions, requireSchema } from '@reports/database';
import { busOptions, connectMessaging, createTrimStream, showConsumers } from '@reports/messaging';
import {
  createHealth,
  createLogger,
  createOperatorWaits,
  startHealthServer,
  startLoop,
  stopOnSignal,
} from '@reports/service';
import { connectStorage, storageOptions } from '@reports/storage';
import { followAttempts, identityOf, installTemporalRuntime, runWorker } from '@reports/temporal';
import { startTelemetry } from '@reports/telemetry';
import { readConfig } from './config.ts';
import { createActivities } from './datasets/build-dataset.ts';
import { startErasing } from './erasures/start-erasing.ts';
import { createWorkspaceSlots, givenPerSlot } from './datasets/workspace-slots.ts';
import { createMetrics, showSlots } from './metrics.ts';
import { consumeRecords } from './records/consume-records.ts';
import { createStoreRecords } from './records/store-records.ts';
import { startPruning } from './retention/prune-records.ts';
import { startSweeping } from './retention/sweep-storage.ts';
import { startSettling } from './rollups/start-settling.ts';

const config = { ...readConfig(process.env), identity: identityOf('aggregator') };
const log = createLogger({ service: 'aggregator', level: config.logLevel });
const telemetry = await startTelemetry({ ...config, service: 'aggregator', log });
const waits = createOperatorWaits();

const database = connectDatabase({
  ...databaseOptions(config),
  applicationName: 'aggregator',
  // Two connections for each dataset, to cancel one, and for the records.
  poolSize: 2 * config.datasetsAtOnce + 8,
});
const replica =
  config.databaseReadUrl === ''
    ? undefined
    : connectDatabase({
        ...databaseOptions({ ...config, databaseUrl: config.databaseReadUrl }),
        applicationName: 'aggregator-read',
        poolSize: 2 * config.datasetsAtOnce + 2,
        connectTimeoutSeconds: 2,
      });
const messaging = connectMessaging({ ...busOptions(config), name: 'aggregator', log, waits });
const storage = connectStorage(storageOptions(config));
const schema = requireSchema([database], { log });

const health = createHealth(
  'aggregator',
  {
    postgres: database.ping,
    schema: schema.check,
    nats: messaging.ping,
    storage: storage.ping,
    worker: () => worker.check(),
    records: () => records.check(),
  },
  waits,
);
installTemporalRuntime(log, health);
const metrics = createMetrics(health.metrics);
showConsumers(health.metrics, messaging, ['aggregator-records']);
const slots = createWorkspaceSlots({
  slots: config.datasetsAtOnce,
  perWorkspace: config.datasetsPerWorkspace || Math.max(1, config.datasetsAtOnce - 1),
});
showSlots(health.metrics, slots.load);
const onAttempt = followAttempts({
  log,
  phases: metrics.phases,
  activities: {
    buildDataset: { done: 'a dataset is made', queue: 'dataset_queue', phase: 'dataset' },
  },
});
const server = await startHealthServer(health, config);
log.info({ port: server.port }, 'the aggregator starts');
await schema.ready;

const records = consumeRecords({ messaging, store: createStoreRecords({ database }), metrics });
const worker = runWorker(
  { ...config, log, waits, onAttempt },
  {
    taskQueue: taskQueues.aggregator,
    activities: createActivities({
      database,
      ...(replica && { nextReading: createReadings({ primary: database, replica, log }) }),
      storage,
      metrics,
      slots,
    }),
    // More than are made at once: those of a workspace that has its share wait here.
    maxConcurrentActivityTaskExecutions: config.datasetsAtOnce * givenPerSlot,
  },
);
const pruning = startPruning(
  { database, metrics, registry: health.metrics, log },
  config.recordRetentionDays,
);
const sweeping = startSweeping({ database, storage, metrics, registry: health.metrics, log });
const erasing = startErasing({ database, storage, registry: health.metrics, log });
const trimRecords = createTrimStream(messaging, {
  stream: 'RECORDS',
  keptMs: config.busRecordsKeptHours * 3_600_000,
});
const trimming = startLoop({
  name: 'bus_trimming',
  everyMs: 10_000,
  work: async () => {
    await trimRecords();
  },
  log,
  metrics: health.metrics,
});
const settling = startSettling({ database, metrics, registry: health.metrics, log });

stopOnSignal(
  log,
  [
    health.drain,
    sweeping.stop,
    pruning.stop,
    settling.stop,
    erasing.stop,
    trimming.stop,
    records.stop,
    worker.stop,
    messaging.close,
    database.close,
    () => replica?.close(),
    server.close,
    telemetry.stop,
  ],
  config,
);
