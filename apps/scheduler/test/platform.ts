import { createEvent, type ReportRequest, taskQueues } from '@reports/contracts';
import { connectDatabase, promiseEvent, reports, requestOf, workspaces } from '@reports/database';
import { createTestEnvironment } from '@reports/local-platform/testing';
import { connectMessaging } from '@reports/messaging';
import { createId, createLogger, release, retryForever } from '@reports/service';
import {
  connectTemporal,
  identityOf,
  installTemporalRuntime,
  registerSearchAttributes,
  runWorker,
} from '@reports/temporal';
import { eq } from 'drizzle-orm';
import { readConfig } from '../src/config.ts';
import { createDeliveryActivities } from '../src/deliveries/delivery-activities.ts';
import { startRelay } from '../src/outbox/relay.ts';
import { consumeCancelledReports } from '../src/reports/cancelled-reports.ts';
import { createFinishActivities } from '../src/reports/finish-report.ts';
import { withLinks } from '../src/reports/operator-links.ts';
import { consumeRequestedReports } from '../src/reports/requested-reports.ts';
import { consumeChangedSchedules } from '../src/schedules/changed-schedules.ts';
import { createDueSchedules } from '../src/schedules/due-schedules.ts';
import { createOpenSlot } from '../src/schedules/open-slot.ts';
import { startKeepingCurrent } from '../src/versions/keep-current.ts';
import { bundleWorkflows } from '../src/versions/workflow-code.ts';

/** The scheduler in this process, on engines of its own, with one workspace. No aggregator and no renderer: a report waits. */
export const startScheduler = async (settings: Record<string, string> = {}) => {
  const { environment, ofService, drop } = await createTestEnvironment();
  const config = {
    ...readConfig({ ...ofService('scheduler'), ...settings }),
    identity: identityOf('scheduler'),
  };
  const log = createLogger({ service: 'test', level: 'silent' });
  installTemporalRuntime(log);
  const owner = connectDatabase({ url: environment['DATABASE_OWNER_URL'] ?? '', applicationName: 'test' });
  await owner.orm.insert(workspaces).values({ id: 'ws_test', name: 'Acme' });
  const connect = (url = '') => connectDatabase({ url, applicationName: 'test' });
  const database = connect(config.databaseUrl);
  const systemDatabase = connect(config.systemDatabaseUrl);
  // As roles that may do what all services do: for what a test makes and looks at.
  const shared = connect(environment.DATABASE_URL);
  const sharedSystem = connect(environment.DATABASE_SYSTEM_URL);
  const messaging = connectMessaging({ url: config.natsUrl, name: 'test', log });
  const temporal = connectTemporal(config);
  await registerSearchAttributes(temporal.client, config.temporalNamespace);
  const activities = createFinishActivities({ database, retentionDays: config.retentionDays });
  const due = createDueSchedules({ database, log });
  const scheduleActivities = {
    openSlot: createOpenSlot({ database, onOpened: due.noteOpened }),
  };
  const { workflowBundle, version } = await bundleWorkflows(log, release);
  const worker = runWorker(
    { ...config, log },
    {
      taskQueue: taskQueues.scheduler,
      workflowBundle,
      version,
      activities: {
        ...activities,
        beginReport: withLinks(config, activities.beginReport),
        ...scheduleActivities,
        ...createDeliveryActivities({ database }),
      },
    },
  );
  const relay = startRelay({ database: systemDatabase, messaging, log });
  const requests = consumeRequestedReports({ messaging, database, temporal });
  const cancellations = consumeCancelledReports({ messaging, temporal });
  const changedSchedules = consumeChangedSchedules({ messaging, due, systemDatabase, temporal });

  const keepingCurrent = startKeepingCurrent({ temporal, version, taskQueue: taskQueues.scheduler, log });

  // Making a worker keeps the process busy for seconds on a busy machine: a test's first query would time out.
  await retryForever(
    async () => {
      worker.check();
      keepingCurrent.check();
    },
    {
      signal: AbortSignal.timeout(60_000),
      onFailure: () => undefined,
    },
  );

  /** Posts a report as the api does: row and event in one transaction. */
  const post = async (fields: Partial<typeof reports.$inferInsert> = {}): Promise<ReportRequest> => {
    const id = createId('rpt');
    return shared.withWorkspace('ws_test', async (transaction) => {
      const [row] = await transaction
        .insert(reports)
        .values({
          id,
          workspaceId: 'ws_test',
          type: 'qa_performance',
          format: 'pdf',
          periodFrom: '2024-01-01',
          periodTo: '2024-01-31',
          timezone: 'UTC',
          ...fields,
        })
        .returning();
      if (!row) throw new Error('no row');
      const request = requestOf(row, 'Acme');
      await promiseEvent(
        transaction,
        createEvent('report.requested', { source: '/test', workspaceId: 'ws_test', data: request }),
      );
      return request;
    });
  };

  const read = async (id: string) => {
    const [row] = await sharedSystem.orm.select().from(reports).where(eq(reports.id, id));
    if (!row) throw new Error(`no report ${id}`);
    return row;
  };

  return {
    config,
    log,
    owner,
    database,
    systemDatabase,
    shared,
    sharedSystem,
    messaging,
    temporal,
    activities,
    due,
    scheduleActivities,
    workflows: { workflowBundle, version },
    stopWorker: worker.stop,
    post,
    read,
    stop: async () => {
      await Promise.all([requests.stop(), cancellations.stop(), changedSchedules.stop()]);
      await keepingCurrent.stop();
      await worker.stop();
      await relay.stop();
      await messaging.close();
      await temporal.close();
      for (const each of [database, systemDatabase, shared, sharedSystem, owner]) await each.close();
      await drop();
    },
  };
};

export type TestScheduler = Awaited<ReturnType<typeof startScheduler>>;
