import type { DuckDBConnection } from '@duckdb/node-api';
import type { ReportFilters } from '@reports/contracts';
import { month } from './sizes.ts';

export interface Generated {
  /** A schema of its own in the reference database, and a workspace of its own in ours. */
  schema: string;
  calls: number;
  agents: number;
  campaigns: number;
}

/** The form of every evaluation, in its order. The highest possible scores add up to 100. */
const form = [
  ['Greeting compliance', 10],
  ['Product pitch accuracy', 20],
  ['DND handling', 10],
  ['Objection handling', 15],
  ['Active listening', 10],
  ['Disclosure of terms', 15],
  ['Escalation protocol', 10],
  ['Closing', 10],
] as const;

const checks = [
  ['Recording disclosure', 'high', 'No disclosure in the first 30 seconds of the call.'],
  ['Do-not-call list', 'critical', 'The number is on the do-not-call list since last month.'],
  ['Identity verification', 'high', 'Account details were given before the caller was verified.'],
  ['Card number redaction', 'critical', 'Card number spoken while the recording ran.'],
  ['Calling hours', 'medium', 'Called outside of the permitted hours.'],
  ['Consent recorded', 'low', 'Consent was not repeated after the change of terms.'],
] as const;

/**
 * Below `ways`, the same for the same row and salt on every machine. Hashed twice: DuckDB combines the hashes of several
 * values so that their lowest bits stay related, and draws of one row would be too.
 */
const draw =
  'CREATE OR REPLACE MACRO draw(row_key, salt, ways) AS (hash((hash(row_key) >> 3)::BIGINT + salt * 7046029254386353) % ways)::BIGINT';

const list = (values: readonly (string | number)[]): string =>
  `[${values.map((value) => (typeof value === 'number' ? value : `'${value}'`)).join(', ')}]`;

/** One drawn element. */
const pick = (values: readonly (string | number)[], row: string, salt: number): string =>
  `${list(values)}[1 + draw(${row}, ${salt}, ${values.length})]`;

const names = (schema: string, { agents, campaigns }: Generated): string => `
  CREATE TABLE ${schema}.campaigns AS
  SELECT format('cmp_{:03d}', i) AS id,
         format('{} {:03d}', ${pick(['Renewals', 'Collections', 'Welcome', 'Win-back', 'Survey', 'Upgrade'], 'i', 1)}, i) AS name
  FROM range(${campaigns}) AS numbers (i);
  CREATE TABLE ${schema}.agents AS
  SELECT format('agt_{:05d}', i) AS id,
         ${pick(['Asha', 'Ravi', 'Meera', 'Thomas', 'Fatima', 'Kenji', 'Lucía', 'अनन्या', 'கவிதா', 'يوسف'], 'i', 2)} || ' '
           || ${pick(['Sharma', 'Iyer', 'Khan', 'Fernandes', 'Okafor', 'Tanaka', 'Ramírez', 'Nair', 'Das', 'Rao'], 'i', 3)} AS name,
         CASE WHEN i % 40 > 0 THEN format('Team {:02d}', i % 40) END AS team
  FROM range(${agents}) AS numbers (i);`;

/**
 * Calls in the order of their start, over 12 hours of each day. An agent works for two campaigns and speaks two languages;
 * a contact is called two or three times by one campaign; 45 % are connected.
 */
const calls = ({ schema, calls: count, agents, campaigns }: Generated): string => `
  CREATE TABLE ${schema}.calls AS
  WITH drawn AS (
    SELECT i, i * ${month.days} * 43200 // ${count} AS second, draw(i, 11, ${agents}) AS agent,
           draw(i, 12, 100) AS luck, draw(i, 13, 100) < 45 AS connected
    FROM range(${count}) AS numbers (i)
  ), placed AS (
    SELECT *, (agent + CASE WHEN luck < 75 THEN 0 ELSE 7 END) % ${campaigns} AS campaign FROM drawn
  )
  SELECT format('call_{:08d}', i) AS id,
         format('cmp_{:03d}', campaign) AS campaign_id,
         format('agt_{:05d}', agent) AS agent_id,
         format('con_{:03d}_{:07d}', campaign, draw(i, 14, ${Math.ceil((count * 2) / 5 / campaigns)})) AS contact_id,
         TIMESTAMP '${month.from} 08:00:00' + to_seconds(second // 43200 * 86400 + second % 43200) AS started_at,
         CASE WHEN connected THEN 20 + draw(i, 15, 300) + draw(i, 16, 300) ELSE draw(i, 15, 30) END::INTEGER AS duration_seconds,
         connected,
         CASE WHEN draw(i, 17, 100) < 3 THEN NULL
              WHEN connected THEN ${pick(['interested', 'interested', 'renewed', 'not_interested', 'not_interested', 'callback', 'do_not_call'], 'i', 18)}
              ELSE ${pick(['no_answer', 'no_answer', 'no_answer', 'voicemail', 'busy'], 'i', 18)} END AS disposition,
         CASE WHEN draw(i, 19, 100) = 0 THEN NULL
              WHEN draw(i, 19, 4) > 0 THEN ${list(['en', 'hi', 'ta', 'es'])}[1 + agent % 4]
              ELSE ${list(['hi', 'en', 'en', 'en'])}[1 + agent % 4] END AS language,
         CASE WHEN connected AND draw(i, 20, 100) < 88 THEN ${pick(['positive', 'positive', 'neutral', 'neutral', 'negative'], 'i', 21)} END AS sentiment
  FROM placed
  ORDER BY i;`;

/** On 12 % of the calls, up to two days later but not after the month. */
const evaluations = (schema: string): string => `
  CREATE TABLE ${schema}.evaluation_lines AS
  SELECT id, campaign_id, agent_id, language,
         least(started_at + to_seconds(3600 + draw(id, 31, 172800)), TIMESTAMP '${month.to} 23:59:59') AS evaluated_at,
         position, ${list(form.map(([name]) => name))}[position] AS parameter, max_score,
         (floor(2 * max_score * least(1, 0.5 + draw(agent_id, 33, 100) / 250 + draw(id, 40 + position, 100) / 250)) / 2)::DECIMAL(9, 1) AS score,
         score >= 0.7 * max_score AS passed
  FROM (
    SELECT *, unnest(range(1, ${form.length + 1})) AS position, unnest(${list(form.map(([, most]) => most))})::DECIMAL(9, 1) AS max_score
    FROM ${schema}.calls WHERE connected AND draw(id, 30, 1000) < 267
  ) AS forms;
  CREATE TABLE ${schema}.evaluations AS
  SELECT id, campaign_id, agent_id, any_value(language) AS language, evaluated_at,
         sum(score)::DECIMAL(9, 1) AS score, sum(score) >= 75 AS passed
  FROM ${schema}.evaluation_lines GROUP BY id, campaign_id, agent_id, evaluated_at ORDER BY id;`;

const checkColumns = (row: string, check: string): string => `
  ${list(checks.map(([name]) => name))}[1 + ${check}] AS "check",
  ${list(checks.map(([, severity]) => severity))}[1 + ${check}] AS severity,
  CASE WHEN passed THEN NULL ELSE ${list(checks.map(([, , detail]) => detail))}[1 + ${check}] || ' (line ' || draw(${row}, 63, 900) || ')' END AS detail`;

/** Three checks on 9 % of the calls, of which one in twelve fails. */
const complianceChecks = (schema: string): string => `
  CREATE TABLE ${schema}.compliance_checks AS
  SELECT 'chk_' || substr(call_id, 6) || '_' || which AS id, call_id, campaign_id, agent_id, checked_at, passed, language,
         ${checkColumns('call_id', `(draw(call_id, 61, ${checks.length}) + which) % ${checks.length}`)}
  FROM (
    SELECT id AS call_id, campaign_id, agent_id, language, which, started_at + to_seconds(duration_seconds) AS checked_at,
           draw(id, 70 + which, 12) > 0 AS passed
    FROM (SELECT *, unnest(range(3)) AS which FROM ${schema}.calls WHERE connected AND draw(id, 60, 100) < 20) AS checked
  ) AS checks;`;

/** A workspace's records, drawn by the row's number: the same on every machine. */
export const generateRecords = async (connection: DuckDBConnection, data: Generated): Promise<void> => {
  const { schema } = data;
  await connection.run(`
    ${draw};
    DROP SCHEMA IF EXISTS ${schema} CASCADE;
    CREATE SCHEMA ${schema};
    ${names(schema, data)} ${calls(data)} ${evaluations(schema)} ${complianceChecks(schema)}`);
};

/** The tables of a schema as views in another: of those with records, with this condition and this replacement. */
const createViews = async (
  connection: DuckDBConnection,
  { schema, views }: { schema: string; views: string },
  { where = 'TRUE', replace }: { where?: string; replace?: (instant: string) => string },
): Promise<void> => {
  const recordTables = [
    ['calls', 'started_at'],
    ['evaluations', 'evaluated_at'],
    ['evaluation_lines', 'evaluated_at'],
    ['compliance_checks', 'checked_at'],
  ] as const;
  const view = (table: string, what: string) => `CREATE VIEW ${views}.${table} AS SELECT ${what};`;
  await connection.run(`
    DROP SCHEMA IF EXISTS ${views} CASCADE;
    CREATE SCHEMA ${views};
    ${['agents', 'campaigns'].map((table) => view(table, `* FROM ${schema}.${table}`)).join(' ')}
    ${recordTables
      .map(([table, instant]) =>
        view(
          table,
          `*${replace ? ` REPLACE (${replace(instant)} AS ${instant})` : ''} FROM ${schema}.${table} WHERE ${where}`,
        ),
      )
      .join(' ')}`);
};

/** The same records in a schema of that name, their instants moved by so many minutes: days of a zone of fixed offset. */
export const moveRecords = (
  connection: DuckDBConnection,
  { schema, moved, minutes }: { schema: string; moved: string; minutes: number },
): Promise<void> =>
  createViews(
    connection,
    { schema, views: moved },
    { replace: (instant) => `${instant} + to_minutes(${minutes})` },
  );

/** Those of the records that a report's filters keep, in a schema of that name. */
export const filterRecords = (
  connection: DuckDBConnection,
  { schema, filtered, filters }: { schema: string; filtered: string; filters: ReportFilters },
): Promise<void> => {
  const conditions = Object.entries(filters).map(([column, values]) => {
    const wanted = [values]
      .flat()
      .map((value) => `'${value}'`)
      .join(', ');
    return column === 'team'
      ? `agent_id IN (SELECT id FROM ${schema}.agents WHERE team IN (${wanted}))`
      : `${column} IN (${wanted})`;
  });
  return createViews(connection, { schema, views: filtered }, { where: conditions.join(' AND ') });
};

/** A workspace with nothing but compliance checks, four of five of them violations. */
export const generateViolations = async (
  connection: DuckDBConnection,
  { schema, violations, agents, campaigns }: Omit<Generated, 'calls'> & { violations: number },
): Promise<void> => {
  const count = Math.ceil((violations * 5) / 4);
  await connection.run(`
    ${draw};
    DROP SCHEMA IF EXISTS ${schema} CASCADE;
    CREATE SCHEMA ${schema};
    ${names(schema, { schema, calls: 0, agents, campaigns })}
    CREATE TABLE ${schema}.compliance_checks AS
    SELECT format('chk_{:08d}', i) AS id, format('call_{:08d}', i // 3) AS call_id,
           format('cmp_{:03d}', draw(i, 12, ${campaigns})) AS campaign_id,
           format('agt_{:05d}', draw(i, 11, ${agents})) AS agent_id,
           TIMESTAMP '${month.from}' + to_seconds(i * ${month.days} * 86400 // ${count}) AS checked_at,
           passed, 'en' AS language, ${checkColumns('i', `draw(i, 61, ${checks.length})`)}
    FROM (SELECT i, i % 5 = 4 AS passed FROM range(${count}) AS numbers (i)) AS numbered`);
};
