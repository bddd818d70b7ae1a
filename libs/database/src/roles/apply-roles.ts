import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { type DatabaseService, groupRoles, type ServiceRole, serviceRoles } from './service-roles.ts';

/** Passwords of services' roles. A role without one is made and given its rights, and cannot log in until it has one. */
export type RolePasswords = Readonly<Partial<Record<DatabaseService, string>>>;

/** The roles of all services in one: what deployments of 1.0 connect as. They are there for their policies, also where nobody uses them. */
const sharedRoles = ['reports_app', 'reports_system'] as const;
export type SharedRole = (typeof sharedRoles)[number];

/**
 * Makes the roles that are missing and sets the passwords that are given, before the migrations, whose policies name them. Roles belong to the
 * server: other databases on it have the same ones.
 */
export const ensureRoles = async (
  client: Sql,
  { shared, passwords }: { shared: Partial<Record<SharedRole, string>>; passwords: RolePasswords },
): Promise<void> => {
  for (const role of groupRoles) await ensureRole(client, role);
  for (const role of sharedRoles) await ensureRole(client, role, shared[role]);
  for (const { name, service, group, ...limits } of serviceRoles) {
    await ensureRole(client, name, passwords[service]);
    await ensureMember(client, name, group);
    await ensureTimeouts(client, name, limits);
  }
};

const ensureRole = (client: Sql, role: string, password?: string): Promise<void> =>
  change(client, async () => {
    const [found] = await client`select 1 from pg_roles where rolname = ${role}`;
    if (found && password === undefined) return undefined;
    const [statement] = await client<[{ text: string }]>`
      select format(${`${found ? 'ALTER' : 'CREATE'} ROLE %I NOBYPASSRLS`}::text, ${role}::text)
        || coalesce(format(' LOGIN PASSWORD %L', ${password ?? null}::text), '') as text`;
    return statement.text;
  });

/** By the group it is shown rows; it cannot become the group, and so cannot be taken for another service. */
const ensureMember = (client: Sql, role: string, group: string): Promise<void> =>
  change(client, async () => {
    const [member] = await client`
      select 1 from pg_auth_members
      where roleid = ${group}::regrole and member = ${role}::regrole and inherit_option and not set_option`;
    return member ? undefined : `GRANT ${group} TO ${role} WITH INHERIT TRUE, SET FALSE`;
  });

const ensureTimeouts = async (
  client: Sql,
  role: string,
  limits: Pick<ServiceRole, 'statementTimeoutMs' | 'idleInTransactionTimeoutMs'>,
): Promise<void> => {
  for (const [setting, ms] of [
    ['statement_timeout', limits.statementTimeoutMs],
    ['idle_in_transaction_session_timeout', limits.idleInTransactionTimeoutMs],
  ] as const) {
    await change(client, async () => {
      const [same] = await client`
        select 1 from pg_roles where rolname = ${role} and ${`${setting}=${ms}`} = any(rolconfig)`;
      return same ? undefined : `ALTER ROLE ${role} SET ${setting} = ${ms}`;
    });
  }
};

/** Another database of the server that is migrated at the same time makes or changes the same role: then it is looked at again. */
const change = async (client: Sql, statement: () => Promise<string | undefined>): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const text = await statement();
    if (text === undefined) return;
    try {
      await client.unsafe(text);
      return;
    } catch (error) {
      if (attempt === 20 || !isRoleRace(error)) throw error;
      await wait(50);
    }
  }
};

const isRoleRace = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (['23505', '42710'].includes(String(error.code)) || error.message.includes('concurrently updated'));

/**
 * Gives each service's role what `service-roles.ts` says and takes the rest, in one transaction: nobody who works meanwhile is without. What
 * this database does not have (yet) is left out. Last, so that a service waits for it: the right to see that the schema is up to date.
 */
export const applyGrants = async (client: Sql): Promise<void> => {
  const present = await client<{ table: string; columns: string[] }[]>`
    select relname::text as table, array_agg(attname::text) as columns
    from pg_class join pg_attribute on attrelid = pg_class.oid and not attisdropped
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') group by 1`;
  const columnsOf = new Map(present.map(({ table, columns }) => [table, new Set(columns)]));
  await client.begin(async (transaction) => {
    for (const { name, tables, functions = [] } of serviceRoles) {
      await transaction.unsafe(`REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${name}`);
      for (const [table, privileges] of Object.entries(tables)) {
        const given = withColumns(privileges, columnsOf.get(table) ?? new Set());
        if (given !== '') await transaction.unsafe(`GRANT ${given} ON ${table} TO ${name}`);
      }
      for (const signature of functions) {
        const [found] = await transaction`select to_regprocedure(${signature}) is not null as there`;
        if (found?.['there']) await transaction.unsafe(`GRANT EXECUTE ON FUNCTION ${signature} TO ${name}`);
      }
    }
    const names = serviceRoles.map(({ name }) => name).join(', ');
    await transaction.unsafe(`
      GRANT USAGE ON SCHEMA drizzle TO ${names};
      GRANT SELECT ON drizzle.__drizzle_migrations TO ${names}`);
  });
};

/** Rights without the columns that a table does not have; none at all where there is no table. */
const withColumns = (privileges: string, columns: ReadonlySet<string>): string =>
  columns.size === 0
    ? ''
    : privileges
        .replaceAll(/\(([^)]*)\)/g, (_, listed: string) => {
          const there = listed.split(', ').filter((column) => columns.has(column));
          return `(${there.join(', ')})`;
        })
        .replaceAll(/\w+ \(\)(, )?/g, '')
        .replace(/, $/, '');
