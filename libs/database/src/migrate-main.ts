import { defineConfig, setting } from '@reports/service';
import { migrate } from './migrate.ts';

const config = defineConfig({
  ownerUrl: setting.url('DATABASE_OWNER_URL', 'a role that may create roles and tables'),
  appUrl: setting.url('DATABASE_URL', 'role reports_app'),
  systemUrl: setting.url('DATABASE_SYSTEM_URL', 'role reports_system'),
})(process.env);

await migrate(config);
