import { setting } from '@reports/service';

/** The settings of a service that reads and writes tenants' rows. */
export const databaseSettings = {
  databaseUrl: setting.url('DATABASE_URL', 'PostgreSQL as role reports_app'),
} as const;

/** The setting of a service whose work crosses tenants. */
export const systemDatabaseSettings = {
  systemDatabaseUrl: setting.url('DATABASE_SYSTEM_URL', 'PostgreSQL as role reports_system'),
} as const;
