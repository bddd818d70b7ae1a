import { connectDatabase, databaseOptions, requireSchema, systemDatabaseOptions } from '@reports/database';
import { busOptions, connectMessaging, showConsumers } from '@reports/messaging';
import {
  createHealth,
  createLogger,
  createOperatorWaits,
  retryForever,
  startHealthServer,
  stopOnSignal,
} from '@reports/service';
import { createSealedSecrets } from '@reports/signing';
import { connectStorage, storageOptions } from '@reports/storage';
import { startTelemetry } from '@reports/telemetry';
import { readConfig } from './config.ts';
import { createMetrics, showPendingDeliveries } from './metrics.ts';
import { createEmailDelivery } from './email/deliver-email.ts';
import { createMailer } from './email/mailer.ts';
import { startAnnouncingRestated } from './ledger/announce-restated.ts';
import { startNotifier } from './notifier.ts';
import { createWebhookDelivery } from './webhook/deliver-webhook.ts';
import { sealStoredSecrets } from './webhook/seal-stored-secrets.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'notifier', level: config.logLevel });
const telemetry = await startTelemetry({ ...config, service: 'notifier', log });
const waits = createOperatorWaits();

const database = connectDatabase({ ...databaseOptions(config), applicationName: 'notifier' });
const systemDatabase = connectDatabase({
  ...systemDatabaseOptions(config),
  applicationName: 'notifier-system',
  poolSize: 6,
});
const messaging = connectMessaging({ ...busOptions(config), name: 'notifier', log, waits });
const storage = connectStorage(storageOptions(config));
const schema = requireSchema([database, systemDatabase], { log });
const mailer = createMailer(config.smtp, config.sender, { connections: config.mailSlots, log });

const health = createHealth(
  'notifier',
  {
    postgres: database.ping,
    schema: schema.check,
    nats: messaging.ping,
    storage: storage.ping,
    // Mail waits for its server: reports and webhooks go on.
    smtp: mailer.check,
    events: () => notifier.checks.events(),
    dispatch: () => notifier.checks.dispatch(),
  },
  waits,
);
const metrics = createMetrics(health.metrics);
showPendingDeliveries(health.metrics, systemDatabase);
showConsumers(health.metrics, messaging, ['notifier-reports']);
const server = await startHealthServer(health, config);
log.info({ port: server.port }, 'the notifier starts');
await schema.ready;

const sealed = createSealedSecrets(config.secretKeys);
if (config.secretKeys.length === 0) {
  log.warn("SECRET_KEYS is not set: webhooks' secrets are stored in clear");
} else {
  const sealing = new AbortController();
  void retryForever(() => sealStoredSecrets({ database, systemDatabase, sealed, log }), {
    signal: sealing.signal,
    onFailure: (error) => log.warn({ err: error }, "webhooks' secrets could not all be encrypted yet"),
  });
}
const links = { publicUrl: config.publicUrl, signingKeys: config.signingKeys };
const notifier = startNotifier({
  database,
  systemDatabase,
  messaging,
  storage,
  deliver: {
    email: createEmailDelivery({
      ...links,
      maxEmailsPerDay: config.maxEmailsPerDay,
      database,
      storage,
      mailer,
      log,
    }),
    webhook: createWebhookDelivery({
      database,
      sealed,
      allowPrivate: config.webhookAllowPrivate === 'true',
      httpsOnly: config.nodeEnvironment === 'production',
      log,
    }),
  },
  mailDomain: config.sender.domain,
  mailSlots: config.mailSlots,
  onSettled: metrics.noteSettled,
  log,
  metrics: health.metrics,
});
const announcing = startAnnouncingRestated({ database, systemDatabase, log, metrics: health.metrics });
log.info({ port: server.port }, 'the notifier is up');

stopOnSignal(log, [
  health.drain,
  announcing.stop,
  notifier.stop,
  mailer.close,
  messaging.close,
  systemDatabase.close,
  database.close,
  server.close,
  telemetry.stop,
]);
