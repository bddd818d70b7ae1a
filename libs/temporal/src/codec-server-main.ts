/** The codec server for Temporal's UI: an operator's program, not one of the services. */
import { ConfigError, createLogger, defineConfig, stopOnSignal } from '@reports/service';
import { startCodecServer } from './codec-server.ts';
import { codecServerSettings } from './settings.ts';

const config = defineConfig(codecServerSettings)(process.env);
if (config.keys.length === 0)
  throw new ConfigError(['TEMPORAL_PAYLOAD_KEYS is missing: nothing could be decrypted']);
const log = createLogger({ service: 'codec-server', level: config.logLevel });
const server = await startCodecServer(config);
log.info({ port: server.port }, 'the codec server is up');
stopOnSignal(log, [server.close]);
