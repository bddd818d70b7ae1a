import { connectDatabase, type Database } from '@reports/database';
import { createTestEnvironment } from '@reports/local-platform/testing';
import { connectMessaging, type Messaging } from '@reports/messaging';
import { createId, createLogger, type Logger } from '@reports/service';
import { connectStorage, type Storage } from '@reports/storage';
import { createTenant, type Tenant } from './tenant.ts';

/** Engines of its own, with what the other services would have left there. */
export interface TestPlatform {
  environment: Readonly<Record<string, string>>;
  /** As roles that may do what all services do: for what a test makes and looks at. */
  database: Database;
  systemDatabase: Database;
  messaging: Messaging;
  storage: Storage;
  log: Logger;
  createWorkspace: (name?: string) => Promise<Tenant>;
  close: () => Promise<void>;
}

export const createTestPlatform = async (): Promise<TestPlatform> => {
  const { environment, ofService, drop } = await createTestEnvironment();
  const setting = (name: string) => environment[name] ?? '';
  const log = createLogger({ service: 'notifier-test', level: process.env.TEST_LOG ?? 'silent' });
  const connect = (name: string) =>
    connectDatabase({ url: setting(name), applicationName: 'notifier-test', poolSize: 5 });
  const owner = connect('DATABASE_OWNER_URL');
  const database = connect('DATABASE_URL');
  const systemDatabase = connect('DATABASE_SYSTEM_URL');
  const messaging = connectMessaging({ url: setting('NATS_URL'), name: 'notifier-test', log });
  const storage = connectStorage({
    endpoint: setting('S3_ENDPOINT'),
    accessKey: setting('S3_ACCESS_KEY'),
    secretKey: setting('S3_SECRET_KEY'),
    bucket: setting('S3_BUCKET'),
    retentionDays: { 'files/': 90, 'datasets/': 90 },
  });
  await messaging.ensureStreams();
  return {
    environment: ofService('notifier'),
    database,
    systemDatabase,
    messaging,
    storage,
    log,
    createWorkspace: async (name = 'Meridian Support') => {
      const workspaceId = createId('ws');
      await owner.sql`insert into workspaces (id, name) values (${workspaceId}, ${name})`;
      return createTenant({ workspaceId, workspaceName: name, database, storage }, messaging);
    },
    close: async () => {
      await messaging.close();
      await Promise.all([owner.close(), database.close(), systemDatabase.close()]);
      await drop();
    },
  };
};
