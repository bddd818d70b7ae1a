import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseServices, migrate, type MigrationUrls } from '@reports/database';
import postgres, { type Sql } from 'postgres';
import { root } from '../layout.ts';
import { engineSetting } from './test-engines.ts';

/** A fresh, migrated database of its own on the test server. */
export interface TestDatabase {
  name: string;
  /** Role reports_owner: owns the tables, may create roles and databases. */
  ownerUrl: string;
  /** The role that a service connects as, `reports_api` for one. */
  urlOf: (role: string) => string;
  /** Role reports_app, which may do what all services do for one tenant: for what a test makes and looks at. */
  appUrl: string;
  /** Role reports_system: the same across tenants. */
  systemUrl: string;
  /** Of the services' roles, for migrations. */
  passwords: NonNullable<MigrationUrls['passwords']>;
  /** Closes what is still connected, and deletes it. */
  drop: () => Promise<void>;
}

/** Held while the template is made, by any process; a number that nothing else uses. */
const templateLock = 4_151_812;

const urlTo = (setting: string, database: string): string => {
  const url = new URL(engineSetting(setting));
  url.pathname = `/${database}`;
  return url.href;
};

/** Roles belong to the server, so all test databases' services share a password, which is known from where the engines are. */
const rolePassword = (): string => decodeURIComponent(new URL(engineSetting('DATABASE_URL')).password);

const urlsOf = (database: string) => ({
  urlOf: (role: string) => Object.assign(new URL(urlTo('DATABASE_URL', database)), { username: role }).href,
  passwords: Object.fromEntries(databaseServices.map((service) => [service, rolePassword()])),
  ownerUrl: urlTo('DATABASE_OWNER_URL', database),
  appUrl: urlTo('DATABASE_URL', database),
  systemUrl: urlTo('DATABASE_SYSTEM_URL', database),
});

/** Changes when a migration does or a role, so that a template never outlives its schema. */
const schemaVersion = (): string => {
  const hash = createHash('sha256');
  for (const entry of ['libs/database/migrations', 'libs/database/src/roles']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .toSorted()) {
    hash.update(entry).update(readFileSync(entry));
  }
  return hash.digest('hex').slice(0, 12);
};

const exists = async (sql: Sql, name: string): Promise<boolean> => {
  const rows = await sql`select 1 from pg_database where datname = ${name}`;
  return rows.length > 0;
};

const ensureTemplate = async (sql: Sql): Promise<string> => {
  const template = `template_${schemaVersion()}`;
  if (await exists(sql, template)) return template;
  await sql`select pg_advisory_lock(${templateLock})`;
  try {
    if (await exists(sql, template)) return template;
    const building = `${template}_building`;
    await sql.unsafe(`drop database if exists ${building} with (force)`);
    await sql.unsafe(`create database ${building}`);
    await migrate(urlsOf(building));
    // Renamed when it is whole: a run that was cut off leaves no half template.
    await sql.unsafe(`alter database ${building} rename to ${template}`);
    return template;
  } finally {
    await sql`select pg_advisory_unlock(${templateLock})`;
  }
};

const asOwner = async <Result>(work: (sql: Sql) => Promise<Result>): Promise<Result> => {
  const sql = postgres(engineSetting('DATABASE_OWNER_URL'), { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
};

/** Copies the migrated template, which takes about 50 ms; or makes an empty one, for tests of migrations. */
export const createTestDatabase = async ({ migrated = true } = {}): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asOwner(async (sql) => {
    const template = migrated ? await ensureTemplate(sql) : 'template1';
    await sql.unsafe(`create database ${name} template ${template}`);
  });
  return {
    name,
    ...urlsOf(name),
    drop: () =>
      asOwner(async (sql) => {
        await sql.unsafe(`drop database if exists ${name} with (force)`);
      }),
  };
};
