import { taskQueues } from '@reports/contracts';
import { connectDatabase, databaseOptions, requireSchema, systemDatabaseOptions } from '@reports/database';
import { busOptions, connectMessaging, showConsumers, showDeadLetters } from '@reports/messaging';
import {
  createHealth,
  createLogger,
  createOperatorWaits,
  release,
  retryForever,
  startHealthServer,
  stopOnSignal,
} from '@reports/service';
import {
  connectTemporal,
  followAttempts,
  identityOf,
  installTemporalRuntime,
  registerSearchAttributes,
  runWorker,
} from '@reports/temporal';
import { startTelemetry } from '@reports/telemetry';
import { readConfig } from './config.ts';
import { createDeliveryActivities } from './deliveries/delivery-activities.ts';
import { startFollowingDeliveries } from './deliveries/follow-waiting.ts';
import { createMetrics, showBacklog } from './metrics.ts';
import { startRelay } from './outbox/relay.ts';
import { startAnnouncingAgain } from './reports/announce-again.ts';
import { consumeCancelledReports } from './reports/cancelled-reports.ts';
import { createFollowFinished } from './reports/follow-finished.ts';
import { createFinishActivities } from './reports/finish-report.ts';
import { withLinks } from './reports/operator-links.ts';
import { startReportReconciler } from './reports/reconcile-reports.ts';
import { consumeRequestedReports } from './reports/requested-reports.ts';
import { startPruning } from './retention/prune.ts';
import { consumeChangedSchedules } from './schedules/changed-schedules.ts';
import { createDueSchedules } from './schedules/due-schedules.ts';
import { startScheduleReconciler } from './schedules/reconcile-schedules.ts';
import { createOpenSlot } from './schedules/open-slot.ts';
import { followSlots } from './schedules/follow-slots.ts';
import { startKeepingCurrent } from './versions/keep-current.ts';
import { startMovingStranded } from './versions/move-stranded.ts';
import { bundleWorkflows } from './versions/workflow-code.ts';

const config = { ...readConfig(process.env), identity: identityOf('scheduler') };
const log = createLogger({ service: 'scheduler', level: config.logLevel });
const telemetry = await startTelemetry({ ...config, service: 'scheduler', log });
const waits = createOperatorWaits();

const database = connectDatabase({ ...databaseOptions(config), applicationName: 'scheduler' });
const systemDatabase = connectDatabase({
  ...systemDatabaseOptions(config),
  applicationName: 'scheduler-system',
  poolSize: 4,
});
const messaging = connectMessaging({ ...busOptions(config), name: 'scheduler', log, waits });
const temporal = connectTemporal(config);
const schema = requireSchema([database, systemDatabase], { log });

const health = createHealth(
  'scheduler',
  {
    postgres: database.ping,
    schema: schema.check,
    nats: messaging.ping,
    temporal: temporal.ping,
    worker: () => worker.check(),
    version: () => keepingCurrent.check(),
    relay: () => relay.check(),
    requests: () => requests.check(),
    cancellations: () => cancellations.check(),
    schedules: () => changedSchedules.check(),
  },
  waits,
);
const { metrics } = health;
installTemporalRuntime(log, health);
const measured = createMetrics(metrics);
showBacklog(metrics, systemDatabase);
showConsumers(metrics, messaging, ['scheduler-requests', 'scheduler-cancellations', 'scheduler-schedules']);
showDeadLetters(metrics, messaging);
const activities = createFinishActivities({
  database,
  retentionDays: config.retentionDays,
  onFinished: createFollowFinished({ log, metrics: measured }),
});
const server = await startHealthServer(health, config);
log.info({ port: server.port }, 'the scheduler starts');
await schema.ready;

const relay = startRelay({ database: systemDatabase, messaging, log, metrics });
// Its own events a scheduler relays itself: no need to tell the others.
database.onWork(relay.wake);
// A workflow with a search attribute that Temporal does not know is refused, so nothing starts before they are made.
const unending = new AbortController();
await retryForever(() => registerSearchAttributes(temporal.client, config.temporalNamespace), {
  signal: unending.signal,
  onFailure: (error, attempt) => {
    if (attempt % 10 === 1) log.warn({ err: error, attempt }, 'Temporal is not reachable yet');
  },
});
const slots = followSlots(measured);
const due = createDueSchedules({ database, log, onSettled: slots.noteSettled });
const scheduleActivities = {
  openSlot: withLinks(
    config,
    createOpenSlot({
      database,
      onOpened: (schedule, slot, started) => {
        due.noteOpened(schedule, slot);
        if (started) slots.noteFired(slot.scheduledFor);
      },
    }),
  ),
};
const onAttempt = followAttempts({
  log,
  phases: measured.phases,
  activities: { completeReport: { phase: 'completion' } },
});
const { workflowBundle, version } = await bundleWorkflows(log, release);
const worker = runWorker(
  { ...config, log, waits, onAttempt },
  {
    taskQueue: taskQueues.scheduler,
    workflowBundle,
    version,
    activities: {
      ...activities,
      beginReport: withLinks(config, activities.beginReport),
      ...scheduleActivities,
      ...createDeliveryActivities({ ...config, database }),
    },
    maxCachedWorkflows: config.workflowCache,
  },
);
const ofWorkers = { temporal, taskQueue: taskQueues.scheduler, log, metrics };
const keepingCurrent = startKeepingCurrent({ ...ofWorkers, version });
const moving = startMovingStranded({ ...ofWorkers, deploymentName: version.deploymentName });
const requests = consumeRequestedReports({
  messaging,
  database,
  temporal,
  onStarted: ({ type, format }, seconds) => measured.phases.observe({ phase: 'bus', type, format }, seconds),
});
const cancellations = consumeCancelledReports({ messaging, temporal });
const reconciler = startReportReconciler({ systemDatabase, temporal, activities, log, metrics });
const announcing = startAnnouncingAgain({ systemDatabase, log, metrics });
const following = startFollowingDeliveries({ systemDatabase, temporal, log, metrics });
const changedSchedules = consumeChangedSchedules({ messaging, due, systemDatabase, temporal });
const scheduleReconciler = startScheduleReconciler({ systemDatabase, temporal, due, log, metrics });
const pruning = startPruning({
  systemDatabase,
  auditRetentionDays: config.auditRetentionDays,
  log,
  metrics,
});

stopOnSignal(log, [
  health.drain,
  requests.stop,
  cancellations.stop,
  changedSchedules.stop,
  reconciler.stop,
  announcing.stop,
  following.stop,
  scheduleReconciler.stop,
  pruning.stop,
  moving.stop,
  keepingCurrent.stop,
  worker.stop,
  relay.stop,
  messaging.close,
  temporal.close,
  systemDatabase.close,
  database.close,
  server.close,
  telemetry.stop,
]);
