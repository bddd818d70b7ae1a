import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';

export interface MigrationUrls {
  /** A role that may create roles and tables. */
  ownerUrl: string;
  /** The services' role: row-level security applies to it. Made if it is missing. */
  appUrl: string;
  /** The role for work that crosses tenants. Made if it is missing. */
  systemUrl: string;
}

const migrationsLock = 7_301_642;

/** Brings the schema up to date. May be run by several processes at once, and again. */
export const migrate = async ({ ownerUrl, appUrl, systemUrl }: MigrationUrls): Promise<void> => {
  const client = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${migrationsLock})`;
    await ensureRole(client, 'reports_app', appUrl);
    await ensureRole(client, 'reports_system', systemUrl);
    await applyMigrations(drizzle(client), {
      migrationsFolder: new URL('../migrations', import.meta.url).pathname,
    });
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
  const [found] = await client`select 1 from pg_roles where rolname = ${role}`;
  const verb = found ? 'ALTER' : 'CREATE';
  const [statement] = await client<[{ text: string }]>`
    select format(${`${verb} ROLE %I LOGIN NOBYPASSRLS PASSWORD %L`}::text, ${role}::text,
                  ${decodeURIComponent(password)}::text) as text`;
  await client.unsafe(statement.text);
};
