import { setTimeout as wait } from 'node:timers/promises';
import { wakeSubjects } from '@reports/contracts';
import { behindSchema, connectDatabase, databaseOptions, requireSchema } from '@reports/database';
import { busOptions, connectMessaging } from '@reports/messaging';
import { createHealth, createLogger, startHealthServer, stopOnSignal } from '@reports/service';
import { connectStorage, storageOptions } from '@reports/storage';
import { startTelemetry } from '@reports/telemetry';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'api', level: config.logLevel });
const telemetry = await startTelemetry({ ...config, service: 'api', log });

if (config.secretKeys.length === 0) {
  log.warn("SECRET_KEYS is not set: webhooks' secrets are stored in clear");
}

const postgres = connectDatabase({
  ...databaseOptions(config),
  applicationName: 'api',
  connectTimeoutSeconds: 1.5,
  callTimeoutMs: 5_000,
});
const schema = requireSchema([postgres], { log });
const database = behindSchema(postgres, schema);
const messaging = connectMessaging({ ...busOptions(config), name: 'api', log });
postgres.onWork((work) => messaging.tell(wakeSubjects[work]));
const storage = connectStorage(storageOptions(config));

// Ready means that reports can be taken in and read: without the bus or storage they still are.
const health = createHealth('api', { postgres: database.ping, schema: schema.check });
const { app, waiters } = createApp({ database, messaging, storage, health, log, config });

const internal = await startHealthServer(health, { host: config.host, port: config.internalPort });
await app.listen({ host: config.host, port: config.port });
log.info({ address: app.server.address(), internalPort: internal.port }, 'the api listens');

stopOnSignal(log, [
  health.drain,
  () => wait(config.drainSeconds * 1_000),
  waiters.release,
  () => app.close(),
  internal.close,
  messaging.close,
  database.close,
  telemetry.stop,
]);

// Until then requests are answered with 503. A role that it refuses ends the process.
await schema.ready;
