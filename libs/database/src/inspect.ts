import { readFileSync } from 'node:fs';
import type { Database } from './connect.ts';
import { migrationsFolder, readMigrations } from './migrations/journal.ts';
import { bypassOf, readAppliedTimes } from './migrations/require-schema.ts';

/** How a database stands, seen by one role. */
export interface DatabaseState {
  /** `18.1`. */
  version: string;
  encoding: string;
  role: string;
  /** Why row-level security does not hold for the role. */
  bypass?: string;
  /** Migrations of this release that it lacks. */
  missingMigrations: string[];
  /** Migrations that it has of a newer release. */
  newerMigrations: number;
  connections: { used: number; max: number };
}

export const inspectDatabase = async ({ sql }: Database): Promise<DatabaseState> => {
  const needed = readMigrations(migrationsFolder);
  const applied = await readAppliedTimes(sql);
  const newest = needed.at(-1)?.when ?? 0;
  const [row] = await sql<[{ version: string; encoding: string; role: string; used: number; max: number }]>`
    select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
           current_user as role,
           (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as max`;
  const bypass = await bypassOf(sql);
  const { version, encoding, role, used, max } = row;
  return {
    version,
    encoding,
    role,
    ...(bypass !== undefined && { bypass }),
    missingMigrations: needed.filter(({ when }) => !applied.has(when)).map(({ tag }) => tag),
    newerMigrations: [...applied].filter((when) => when > newest).length,
    connections: { used, max },
  };
};

/** Indexes whose making was cut off: PostgreSQL keeps them up to date and never uses them. */
export const findBrokenIndexes = async ({ sql }: Database): Promise<string[]> => {
  const rows = await sql<{ name: string }[]>`
    select indexrelid::regclass::text as name from pg_index where not indisvalid order by 1`;
  return rows.map(({ name }) => name);
};

/** What the roles of the services may do with tables, views and sequences: `reports_app: SELECT on reports`, sorted. */
export const readGrants = async ({ sql }: Pick<Database, 'sql'>): Promise<string[]> => {
  const rows = await sql<{ line: string }[]>`
    with granted as (
      select a.grantee, c.relname, a.privilege_type as "right"
      from pg_class c cross join lateral aclexplode(c.relacl) a
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
      union
      select a.grantee, c.relname, a.privilege_type || '(' || t.attname || ')'
      from pg_attribute t join pg_class c on c.oid = t.attrelid cross join lateral aclexplode(t.attacl) a
      where c.relnamespace = 'public'::regnamespace)
    select r.rolname || ': ' || "right" || ' on ' || relname as line
    from granted join pg_roles r on r.oid = grantee
    where r.rolname like 'reports\\_%' and r.rolname <> 'reports_owner'
    order by 1`;
  return rows.map(({ line }) => line);
};

/** What the migrations of this release grant: a test holds the file against them. */
const readExpectedGrants = (): string[] =>
  readFileSync(new URL('expected-grants.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n');

/** What the migrations of this release grant, and this database does not. */
export const findMissingGrants = async (database: Pick<Database, 'sql'>): Promise<string[]> => {
  const found = new Set(await readGrants(database));
  return readExpectedGrants().filter((grant) => !found.has(grant));
};
