import { createLogger, defineConfig } from '@reports/service';
import { migrate } from './migrate.ts';
import { databaseServices } from './roles/service-roles.ts';
import { migrationSettings } from './settings.ts';

const config = defineConfig(migrationSettings)(process.env);
const log = createLogger({ service: 'migrations', level: 'info' });

const passwords = Object.fromEntries(
  databaseServices.flatMap((service) => (config[service] === '' ? [] : [[service, config[service]]])),
);
await migrate({ ...config, passwords }, { say: (line) => log.info(line) });
log.info('the schema is up to date');
