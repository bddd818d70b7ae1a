import { setting } from '@reports/service';
import type { DatabaseOptions } from './connect.ts';
import type { DatabaseService } from './roles/service-roles.ts';

/** The settings of a service that reads and writes tenants' rows. */
export const databaseSettings = {
  databaseUrl: setting.url(
    'DATABASE_URL',
    "PostgreSQL as the service's role, reports_api for one; as reports_app for migrations of a deployment whose services share it",
  ),
  preparedStatements: setting.oneOf(
    'DATABASE_PREPARED_STATEMENTS',
    '`off` behind PgBouncer before 1.21, or with max_prepared_statements = 0',
    ['on', 'off'],
    'on',
  ),
} as const;

/** The setting of a service whose work crosses tenants. */
export const systemDatabaseSettings = {
  systemDatabaseUrl: setting.url(
    'DATABASE_SYSTEM_URL',
    "PostgreSQL as the service's role for work that crosses workspaces, reports_scheduler_system for one; as reports_system for migrations of a deployment whose services share it",
  ),
} as const;

const passwordOf = (service: DatabaseService) => ({
  ...setting.secret(
    `DATABASE_${service.toUpperCase()}_PASSWORD`,
    `the password of the role reports_${service}, and of reports_${service}_system where there is one, to let them log in`,
  ),
  fallback: '',
});

/** The settings of the migrations. */
export const migrationSettings = {
  ownerUrl: setting.url('DATABASE_OWNER_URL', 'PostgreSQL as the role that makes and owns roles and tables'),
  appUrl: { ...databaseSettings.databaseUrl, fallback: '' },
  systemUrl: { ...systemDatabaseSettings.systemDatabaseUrl, fallback: '' },
  api: passwordOf('api'),
  aggregator: passwordOf('aggregator'),
  scheduler: passwordOf('scheduler'),
  notifier: passwordOf('notifier'),
} as const;

/** The setting of a service that may read a little behind. */
export const readDatabaseSettings = {
  databaseReadUrl: setting.url(
    'DATABASE_READ_URL',
    'a streaming replica of the database, as role reports_aggregator; empty: figures are read where records are written',
    '',
  ),
} as const;

/** How a service connects, from its settings, a workspace at a time; with {@link systemDatabaseOptions} for all. */
export const databaseOptions = ({
  databaseUrl,
  preparedStatements,
}: {
  databaseUrl: string;
  preparedStatements: 'on' | 'off';
}): Pick<DatabaseOptions, 'url' | 'preparedStatements'> => ({
  url: databaseUrl,
  preparedStatements: preparedStatements === 'on',
});

export const systemDatabaseOptions = ({
  systemDatabaseUrl,
  preparedStatements,
}: {
  systemDatabaseUrl: string;
  preparedStatements: 'on' | 'off';
}): Pick<DatabaseOptions, 'url' | 'preparedStatements'> =>
  databaseOptions({ databaseUrl: systemDatabaseUrl, preparedStatements });
