import type { DatabaseService } from '@reports/database';
import { createTestDatabase } from './test-database.ts';
import { engineSetting } from './test-engines.ts';
import { createTestNats } from './test-nats.ts';
import { createTestBucket } from './test-storage.ts';
import { createTestNamespace } from './test-temporal.ts';

/** Everything a service reads from its environment, with a database, account, namespace and bucket of its own. */
export interface TestEnvironment {
  environment: Readonly<Record<string, string>>;
  /** The same for one service: it connects to PostgreSQL as itself. */
  ofService: (service: DatabaseService) => Readonly<Record<string, string>>;
  drop: () => Promise<void>;
}

export const createTestEnvironment = async (): Promise<TestEnvironment> => {
  const nats = createTestNats();
  const [database, temporal, storage] = await Promise.all([
    createTestDatabase(),
    createTestNamespace(),
    createTestBucket(),
  ]);
  const environment = {
    DATABASE_OWNER_URL: database.ownerUrl,
    DATABASE_URL: database.appUrl,
    DATABASE_SYSTEM_URL: database.systemUrl,
    NATS_URL: nats.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    S3_ENDPOINT: storage.endpoint,
    S3_ACCESS_KEY: storage.accessKey,
    S3_SECRET_KEY: storage.secretKey,
    S3_BUCKET: storage.bucket,
    SMTP_URL: engineSetting('SMTP_URL'),
    MAIL_URL: engineSetting('MAIL_URL'),
    MAIL_FROM: engineSetting('MAIL_FROM'),
    CHROMIUM_PATH: engineSetting('CHROMIUM_PATH'),
    PUBLIC_URL: 'http://127.0.0.1:1',
    SIGNING_KEY: 'a-signing-key-for-tests-of-32-bytes',
    HOST: '127.0.0.1',
    PORT: '0',
    INTERNAL_PORT: '0',
    LOG_LEVEL: 'warn',
    NODE_ENV: 'test',
  };
  return {
    environment,
    ofService: (service) => ({
      ...environment,
      DATABASE_URL: database.urlOf(`reports_${service}`),
      DATABASE_SYSTEM_URL: database.urlOf(`reports_${service}_system`),
    }),
    drop: database.drop,
  };
};
