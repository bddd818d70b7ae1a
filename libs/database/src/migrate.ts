import { setTimeout as wait } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { applyMigrations, type ApplyOptions } from './migrations/apply-migrations.ts';
import { migrationsFolder, readMigrations } from './migrations/journal.ts';

export interface MigrationUrls {
  /** A role that may create roles and tables. */
  ownerUrl: string;
  /** The services' role: row-level security applies to it. Made if it is missing. */
  appUrl: string;
  /** The role for work that crosses tenants. Made if it is missing. */
  systemUrl: string;
}

export interface MigrateOptions extends ApplyOptions {
  /** Where the files and their journal are: this release's, unless said otherwise. */
  folder?: string;
}

/** Brings the schema up to date, see {@link applyMigrations}. May be run by several processes at once, and again. */
export const migrate = async (
  { ownerUrl, appUrl, systemUrl }: MigrationUrls,
  { folder = migrationsFolder, ...options }: MigrateOptions = {},
): Promise<void> => {
  const migrations = readMigrations(folder);
  const client = postgres(ownerUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'migrations' },
  });
  try {
    await ensureRole(client, 'reports_app', appUrl);
    await ensureRole(client, 'reports_system', systemUrl);
    await applyMigrations(client, migrations, options);
  } finally {
    await client.end();
  }
};

/** Policies name the roles, so the names are fixed; the password is the one in the URL that the services use. */
const ensureRole = async (client: Sql, role: string, url: string): Promise<void> => {
  const { username, password } = new URL(url);
  if (username !== role) {
    throw new Error(`The user of the database URL is "${username}", but must be "${role}".`);
  }
  for (let attempt = 1; ; attempt += 1) {
    const [found] = await client`select 1 from pg_roles where rolname = ${role}`;
    const verb = found ? 'ALTER' : 'CREATE';
    const [statement] = await client<[{ text: string }]>`
      select format(${`${verb} ROLE %I LOGIN NOBYPASSRLS PASSWORD %L`}::text, ${role}::text,
                    ${decodeURIComponent(password)}::text) as text`;
    try {
      await client.unsafe(statement.text);
      return;
    } catch (error) {
      if (attempt === 20 || !isRoleRace(error)) throw error;
      await wait(50);
    }
  }
};

/** Roles belong to the server: another database that is migrated at the same time makes or changes the same one. */
const isRoleRace = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (['23505', '42710'].includes(String(error.code)) || error.message.includes('concurrently updated'));
