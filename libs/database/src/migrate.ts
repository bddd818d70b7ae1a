import postgres from 'postgres';
import { applyMigrations, type ApplyOptions } from './migrations/apply-migrations.ts';
import { migrationsFolder, readMigrations } from './migrations/journal.ts';
import { applyGrants, ensureRoles, type RolePasswords, type SharedRole } from './roles/apply-roles.ts';

export interface MigrationUrls {
  /** A role that may create roles and tables. */
  ownerUrl: string;
  /** What services of 1.0 connect as: `reports_app`, and `reports_system` for work that crosses tenants. Absent: nobody does. */
  appUrl?: string;
  systemUrl?: string;
  /** Of the roles of each service. */
  passwords?: RolePasswords;
}

export interface MigrateOptions extends ApplyOptions {
  /** Where the files and their journal are: this release's, unless said otherwise. */
  folder?: string;
}

/** Brings roles, schema and grants up to date, see {@link applyMigrations}. May be run by several processes at once, and again. */
export const migrate = async (
  { ownerUrl, appUrl, systemUrl, passwords = {} }: MigrationUrls,
  { folder = migrationsFolder, ...options }: MigrateOptions = {},
): Promise<void> => {
  const migrations = readMigrations(folder);
  const shared = {
    ...(appUrl && { reports_app: passwordIn(appUrl, 'reports_app') }),
    ...(systemUrl && { reports_system: passwordIn(systemUrl, 'reports_system') }),
  };
  const client = postgres(ownerUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'migrations' },
  });
  try {
    await ensureRoles(client, { shared, passwords });
    await applyMigrations(client, migrations, options);
    await applyGrants(client);
  } finally {
    await client.end();
  }
};

/** Policies name the roles, so the names are fixed; the password is the one in the URL that the services use. */
const passwordIn = (url: string, role: SharedRole): string => {
  const { username, password } = new URL(url);
  if (username !== role) {
    throw new Error(`The user of the database URL is "${username}", but must be "${role}".`);
  }
  return decodeURIComponent(password);
};
