import type { AddressInfo } from 'node:net';
import type { KeyScope } from '@reports/contracts';
import { connectDatabase, type Database } from '@reports/database';
import {
  createTestBucket,
  createTestDatabase,
  createTestNats,
  type TestDatabase,
} from '@reports/local-platform/testing';
import { connectMessaging, type Messaging } from '@reports/messaging';
import { createHealth, createLogger, type Health, startHealthServer } from '@reports/service';
import { connectStorage, type Storage } from '@reports/storage';
import { runCommand } from '../../src/admin/run-command.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type Client, createClient } from './client.ts';

/** An api of its own, on real engines, as its process would be. */
export interface TestApi {
  url: string;
  /** Of /readyz and /metrics. */
  internalUrl: string;
  /** As a role that may do what all services do: for what a test makes and looks at. */
  database: Database;
  owner: Database;
  messaging: Messaging;
  storage: Storage;
  health: Health;
  server: TestDatabase;
  /** A new workspace with a key. */
  createWorkspace: (options?: { rateLimitPerMinute?: number }) => Promise<Client>;
  /** Another key of a workspace. */
  createKey: (client: Client, scope: KeyScope, expiresInDays?: number) => Promise<string>;
  /** Another replica on the same engines. */
  startReplica: () => Promise<{ url: string; health: Health; stop: () => Promise<void> }>;
  stop: () => Promise<void>;
}

export const signingKey = 'a-signing-key-for-tests-of-32-bytes';

export const startApi = async (
  settings: Record<string, string> = {},
  {
    databaseUrl,
    natsUrl,
    storageUrl,
  }: { databaseUrl?: (url: string) => string; natsUrl?: string; storageUrl?: string } = {},
): Promise<TestApi> => {
  const [server, bucket] = await Promise.all([createTestDatabase(), createTestBucket()]);
  const log = createLogger({ service: 'api', level: 'silent' });
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: databaseUrl?.(server.urlOf('reports_api')) ?? server.urlOf('reports_api'),
    NATS_URL: natsUrl ?? createTestNats().url,
    S3_ENDPOINT: storageUrl ?? bucket.endpoint,
    S3_ACCESS_KEY: bucket.accessKey,
    S3_SECRET_KEY: bucket.secretKey,
    S3_BUCKET: bucket.bucket,
    PUBLIC_URL: 'http://127.0.0.1:1',
    SIGNING_KEY: signingKey,
    NODE_ENV: 'test',
    ...settings,
  });
  const owner = connectDatabase({ url: server.ownerUrl, applicationName: 'test-owner', poolSize: 2 });
  const messaging = connectMessaging({ url: config.natsUrl, name: 'test', log });
  const storage = connectStorage({
    ...bucket,
    endpoint: config.s3Endpoint,
    retentionDays: { 'files/': 90, 'datasets/': 90 },
  });

  const listen = async () => {
    const database = connectDatabase({
      url: config.databaseUrl,
      applicationName: 'api',
      connectTimeoutSeconds: 1.5,
      callTimeoutMs: 5_000,
    });
    const health = createHealth('api', { postgres: database.ping });
    const { app, waiters } = createApp({ database, messaging, storage, health, log, config });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const internal = await startHealthServer(health, { host: '127.0.0.1', port: 0 });
    const stop = async () => {
      await internal.close();
      waiters.release();
      await app.close();
      await database.close();
    };
    const [url, internalUrl] = [port, internal.port].map((each) => `http://127.0.0.1:${each}`) as [
      string,
      string,
    ];
    return { url, internalUrl, database, health, stop };
  };
  const first = await listen();
  const database = connectDatabase({ url: server.appUrl, applicationName: 'test', poolSize: 4 });

  return {
    ...first,
    database,
    owner,
    messaging,
    storage,
    server,
    startReplica: listen,
    createWorkspace: async ({ rateLimitPerMinute } = {}) => {
      const created = await runCommand(owner, {
        name: 'create workspace',
        workspaceName: 'Acme Ltd',
        rateLimitPerMinute,
      });
      const { workspace_id, key } = created as { workspace_id: string; key: string };
      return createClient({ url: first.url, key, workspaceId: workspace_id });
    },
    createKey: async ({ workspaceId }, scope, expiresInDays) => {
      const created = await runCommand(owner, { name: 'create key', workspaceId, scope, expiresInDays });
      return (created as { key: string }).key;
    },
    stop: async () => {
      await first.stop();
      await messaging.close();
      await database.close();
      await owner.close();
      await server.drop();
    },
  };
};
