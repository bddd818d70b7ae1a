import { taskQueues } from '@reports/contracts';
import {
  createHealth,
  createLogger,
  createOperatorWaits,
  messageOf,
  retryForever,
  startHealthServer,
  stopOnSignal,
} from '@reports/service';
import { connectStorage, storageOptions } from '@reports/storage';
import {
  currentAttempt,
  followAttempts,
  identityOf,
  installTemporalRuntime,
  runWorker,
} from '@reports/temporal';
import { startTelemetry } from '@reports/telemetry';
import { createActivities } from './activities.ts';
import { readConfig } from './config.ts';
import { createFontLibrary } from './fonts/font-library.ts';
import { createMetrics } from './metrics.ts';
import { createPdfEngine } from './pdf/pdf-engine.ts';
import { warmUp } from './warm-up.ts';

const config = { ...readConfig(process.env), identity: identityOf('renderer') };
const log = createLogger({ service: 'renderer', level: config.logLevel });
const telemetry = await startTelemetry({ ...config, service: 'renderer', log });
const waits = createOperatorWaits();

const storage = connectStorage(storageOptions(config));
// At each start, and before any report, where this user may: makes the bucket, and sets how long its objects live, which may have changed.
const prepareBucket = async () => {
  const { retentionRefused, unfinishedRefused } = await storage.ensureBucket();
  if (retentionRefused !== undefined) {
    log.warn(
      { reason: retentionRefused },
      'storage has no rules that delete old files: the aggregator deletes them',
    );
  }
  if (unfinishedRefused !== undefined) {
    log.info(
      { reason: unfinishedRefused },
      'storage has no rule for unfinished uploads: it drops them by itself, or the aggregator does',
    );
  }
};
const preparing = new AbortController();
retryForever(prepareBucket, {
  signal: preparing.signal,
  onFailure: (error) => log.warn(`storage is not ready yet: ${messageOf(error)}`),
}).catch(() => undefined);
const health = createHealth(
  'renderer',
  {
    storage: storage.ping,
    chromium: () => pdfEngine.check(),
    files: () => fileWorker.check(),
    pdf: () => pdfWorker.check(),
    workbooks: () => workbookWorker.check(),
    parts: () => partsWorker.check(),
  },
  waits,
);
installTemporalRuntime(log, health);
const metrics = createMetrics(health.metrics, () => pdfEngine.load());
const fonts = createFontLibrary();
const pdfEngine = createPdfEngine({
  executablePath: config.chromiumPath,
  slots: config.pdfConcurrency,
  slotsPerTenant: config.pdfPerWorkspace,
  maxPageMb: config.pdfMemoryMb,
  onEvent: metrics.countChromium,
  log,
});
warmUp({ fonts, pdfEngine, log });
const activities = createActivities({
  storage,
  pdfEngine,
  fonts,
  log,
  currentAttempt,
});

const server = await startHealthServer(health, config);
log.info({ port: server.port, chromium: config.chromiumPath }, 'the renderer starts');

const onAttempt = followAttempts({
  log,
  phases: metrics.phases,
  activities: {
    renderReport: { done: 'a report is rendered', queue: 'render_queue', phase: 'render' },
  },
});
const fileWorker = runWorker(
  { ...config, log, waits, onAttempt },
  { taskQueue: taskQueues.renderFiles, activities, maxConcurrentActivityTaskExecutions: 32 },
);
const pdfWorker = runWorker(
  { ...config, log, waits, onAttempt },
  {
    taskQueue: taskQueues.renderPdf,
    activities,
    // More than are printed at once: those of a workspace that has its share wait here, and keep no other from being taken.
    maxConcurrentActivityTaskExecutions: config.pdfConcurrency * 8,
  },
);

const workbookWorker = runWorker(
  { ...config, log, waits, onAttempt },
  // Each takes the process's one thread while it is written.
  { taskQueue: taskQueues.renderWorkbooks, activities, maxConcurrentActivityTaskExecutions: 4 },
);

const partsWorker = runWorker(
  { ...config, log, waits, onAttempt },
  // Each makes its files one after the other, and may take minutes.
  { taskQueue: taskQueues.renderParts, activities, maxConcurrentActivityTaskExecutions: 8 },
);

stopOnSignal(
  log,
  [
    health.drain,
    () => preparing.abort(),
    () => Promise.all([fileWorker.stop(), pdfWorker.stop(), workbookWorker.stop(), partsWorker.stop()]),
    pdfEngine.close,
    server.close,
    telemetry.stop,
  ],
  config,
);
