import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connectDatabase } from '@reports/database';
import { connectMessaging } from '@reports/messaging';
import { createHealth, createLogger } from '@reports/service';
import { connectStorage, storageOptions } from '@reports/storage';
import { createApp } from '../app.ts';
import { readConfig } from '../config.ts';

/** `npm run openapi` writes docs/openapi.json from the routes. Nothing is called, so nothing has to be there. */
const nowhere = 'http://127.0.0.1:1';
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
const { app } = createApp({
  database: connectDatabase({ url: config.databaseUrl, applicationName: 'openapi' }),
  messaging: connectMessaging({ url: config.natsUrl, name: 'openapi', log }),
  storage: connectStorage(storageOptions(config)),
  health: createHealth('openapi', {}),
  log,
  config,
});
const { body } = await app.inject('/openapi.json');
const file = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(JSON.parse(body), null, 2)}\n`);
console.log(`wrote ${file}`);
process.exit(0);
