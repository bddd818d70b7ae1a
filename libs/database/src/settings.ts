import { setting } from '@reports/service';
import type { DatabaseOptions } from './connect.ts';

/** The settings of a service that reads and writes tenants' rows. */
export const databaseSettings = {
  databaseUrl: setting.url('DATABASE_URL', 'PostgreSQL as role reports_app'),
  preparedStatements: setting.oneOf(
    'DATABASE_PREPARED_STATEMENTS',
    '`off` behind PgBouncer before 1.21, or with max_prepared_statements = 0',
    ['on', 'off'],
    'on',
  ),
} as const;

/** The setting of a service whose work crosses tenants. */
export const systemDatabaseSettings = {
  systemDatabaseUrl: setting.url('DATABASE_SYSTEM_URL', 'PostgreSQL as role reports_system'),
} as const;

/** The settings of the migrations. */
export const migrationSettings = {
  ownerUrl: setting.url('DATABASE_OWNER_URL', 'PostgreSQL as the role that makes and owns roles and tables'),
  appUrl: databaseSettings.databaseUrl,
  systemUrl: systemDatabaseSettings.systemDatabaseUrl,
} as const;

/** The setting of a service that may read a little behind. */
export const readDatabaseSettings = {
  databaseReadUrl: setting.url(
    'DATABASE_READ_URL',
    'a streaming replica of the database, as role reports_app; empty: figures are read where records are written',
    '',
  ),
} as const;

/** How a service connects, from its settings, as `reports_app`; with {@link systemDatabaseOptions} as `reports_system`. */
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
