import { createLogger, defineConfig, setting } from '@reports/service';
import { migrate } from './migrate.ts';

const config = defineConfig({
  ownerUrl: setting.url('DATABASE_OWNER_URL', 'a role that may create roles and tables'),
  appUrl: setting.url('DATABASE_URL', 'role reports_app'),
  systemUrl: setting.url('DATABASE_SYSTEM_URL', 'role reports_system'),
})(process.env);
const log = createLogger({ service: 'migrations', level: 'info' });

await migrate(config, { say: (line) => log.info(line) });
log.info('the schema is up to date');
