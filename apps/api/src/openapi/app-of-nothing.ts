import { connectDatabase } from '@reports/database';
import { connectMessaging } from '@reports/messaging';
import { createHealth, createLogger } from '@reports/service';
import { connectStorage, storageOptions } from '@reports/storage';
import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';

const nowhere = 'http://127.0.0.1:1';

/** The api without any engine, for what can be read from it alone: its routes and its metrics. It keeps trying to connect: exit. */
export const createAppOfNothing = () => {
  const config = readConfig({
    NODE_ENV: 'development',
    PORT: '0',
    DATABASE_URL: 'postgres://reports_app@127.0.0.1:1/none',
    NATS_URL: 'nats://127.0.0.1:1',
    S3_ENDPOINT: nowhere,
    S3_ACCESS_KEY: 'none',
    S3_SECRET_KEY: 'none',
    PUBLIC_URL: nowhere,
    SIGNING_KEY: 'none'.repeat(8),
  });
  const log = createLogger({ service: 'openapi', level: 'silent' });
  const health = createHealth('api', {});
  const { app } = createApp({
    database: connectDatabase({ url: config.databaseUrl, applicationName: 'openapi' }),
    messaging: connectMessaging({ url: config.natsUrl, name: 'openapi', log }),
    storage: connectStorage(storageOptions(config)),
    health,
    log,
    config,
  });
  return { app, health };
};
