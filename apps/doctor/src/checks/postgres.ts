import {
  connectDatabase,
  type Database,
  databaseOptions,
  type DatabaseState,
  findBrokenIndexes,
  findMissingGrants,
  inspectDatabase,
  translateDatabaseError,
} from '@reports/database';
import { type ClockReading, readClock } from '../clock.ts';
import { fault, faultsOr, fine, type Finding, isAtLeast, lookAt, note, withinPatience } from '../finding.ts';

const wantedVersion = [18, 0] as const;
/** Of connections: fewer that are free are too few for another service. */
const fewFree = 10;
const migrate = 'Run the migrations of this release: node libs/database/src/migrate-main.ts';
const reach = 'Check the URL, that the server runs, and its log.';

/** What of the settings leads to PostgreSQL: the variable's name, and its URL where there is one. */
export interface DatabaseUrls {
  appUrl: string | undefined;
  systemUrl: string | undefined;
  ownerUrl: string | undefined;
  preparedStatements: 'on' | 'off';
}

const asRole = async <Result>(
  { preparedStatements }: DatabaseUrls,
  url: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> => {
  const database = connectDatabase({
    ...databaseOptions({ databaseUrl: url, preparedStatements }),
    applicationName: 'doctor',
    poolSize: 1,
  });
  try {
    return await withinPatience(work(database));
  } catch (error) {
    throw translateDatabaseError(error);
  } finally {
    await database.close();
  }
};

/** What any role can see of the server and of the schema. */
const judgeServer = async (state: DatabaseState): Promise<Finding[]> => {
  const { version, encoding, missingMigrations, newerMigrations, connections } = state;
  const free = connections.max - connections.used;
  return [
    ...(await lookAt('postgres', 'version', reach, () =>
      isAtLeast(version, wantedVersion)
        ? fine(`PostgreSQL ${version}`)
        : fault(
            `PostgreSQL ${version}`,
            `Upgrade it to ${wantedVersion[0]}: this release was tested with no other.`,
          ),
    )),
    ...(await lookAt('postgres', 'encoding', reach, () =>
      encoding === 'UTF8'
        ? fine('UTF8')
        : fault(encoding, "Make the database again with encoding 'UTF8': names are in any script."),
    )),
    ...(await lookAt('postgres', 'schema', migrate, () => {
      if (missingMigrations.length > 0) return fault(`it lacks ${missingMigrations.join(', ')}`, migrate);
      return newerMigrations > 0
        ? note(
            `it is ${newerMigrations} migrations ahead of this release`,
            'Fine during an upgrade or a way back.',
          )
        : fine('it has every migration of this release');
    })),
    ...(await lookAt('postgres', 'connections', reach, () => {
      const says = `${connections.used} of ${connections.max} connections are in use`;
      return free < fewFree
        ? fault(
            says,
            'Raise max_connections, put a pooler in front, or run fewer replicas: docs/scaling.md#connections.',
          )
        : fine(says);
    })),
  ];
};

const lookAtSchema = async (urls: DatabaseUrls, url: string): Promise<Finding[]> => [
  ...(await lookAt('postgres', 'grants', migrate, async () =>
    faultsOr(
      (await asRole(urls, url, findMissingGrants)).map((grant) =>
        fault(`missing grant: ${grant}`, `GRANT it as the owner of the tables: ${grantStatement(grant)}`),
      ),
      'the roles may do what the migrations grant',
    ),
  )),
  ...(await lookAt('postgres', 'indexes', reach, async () =>
    faultsOr(
      (await asRole(urls, url, findBrokenIndexes)).map((name) =>
        fault(`the index ${name} is not valid`, `Make it again: REINDEX INDEX CONCURRENTLY ${name};`),
      ),
      'all are valid',
    ),
  )),
];

/** `reports_app: SELECT on reports` as SQL. */
const grantStatement = (grant: string): string =>
  grant.replace(/^(\w+): (.+) on (\w+)$/, (_, role: string, right: string, object: string) =>
    object.endsWith('_seq')
      ? `GRANT ${right} ON SEQUENCE ${object} TO ${role};`
      : `GRANT ${right} ON ${object} TO ${role};`,
  );

export const checkPostgres = async (
  urls: DatabaseUrls,
  now: () => number,
): Promise<{ findings: Finding[]; clocks: ClockReading[] }> => {
  const findings: Finding[] = [];
  const clocks: ClockReading[] = [];
  /** Of the first role that could be had. */
  const seen: { state: DatabaseState; url: string }[] = [];
  const roles = {
    DATABASE_URL: urls.appUrl,
    DATABASE_SYSTEM_URL: urls.systemUrl,
    DATABASE_OWNER_URL: urls.ownerUrl,
  };
  for (const [variable, url] of Object.entries(roles)) {
    if (url === undefined) continue;
    findings.push(
      ...(await lookAt('postgres', variable, reach, async () => {
        const found = await asRole(urls, url, inspectDatabase);
        seen.push({ state: found, url });
        if (found.bypass === undefined || variable === 'DATABASE_OWNER_URL')
          return fine(`reached as ${found.role}`);
        return fault(
          `${found.bypass}: row-level security, which keeps workspaces apart, does not hold for it`,
          `Use ${variable === 'DATABASE_URL' ? 'reports_app' : 'reports_system'} there, as the migrations make it.`,
        );
      })),
    );
  }
  const [first] = seen;
  if (first !== undefined) {
    const { state, url } = first;
    findings.push(...(await judgeServer(state)), ...(await lookAtSchema(urls, url)));
    // Asked for by itself: a connection is made first, which takes its time.
    clocks.push(
      ...(await asRole(urls, url, async (database) => {
        await database.ping();
        return readClock('PostgreSQL', now, async () => {
          const [row] = await database.sql<
            [{ ms: number }]
          >`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`;
          return row.ms;
        });
      }).catch(() => [])),
    );
  }
  return { findings, clocks };
};
