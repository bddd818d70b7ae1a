import { createLogger, defineConfig } from '@reports/service';
import { migrate } from './migrate.ts';
import { migrationSettings } from './settings.ts';

const config = defineConfig(migrationSettings)(process.env);
const log = createLogger({ service: 'migrations', level: 'info' });

await migrate(config, { say: (line) => log.info(line) });
log.info('the schema is up to date');
