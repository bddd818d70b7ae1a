import { type Fate, fateOf, ServiceError } from '@reports/service';

interface Kind {
  /** SQLSTATE, whole or its class, or the driver's code. */
  matches: RegExp;
  code: string;
  fate: Fate;
  message: string;
}

/** PostgreSQL's errors that say something of the server, not of the statement. The first that matches counts. */
const kinds: readonly Kind[] = [
  {
    matches: /^53100$/,
    code: 'database_full',
    fate: 'operator',
    message: "PostgreSQL's disk is full: make room on it.",
  },
  {
    // 08 connection, 53 resources, 57P shutdown, 25006 a standby that takes no writes, 25P03 a transaction that was idle for too long.
    matches:
      /^(08|53|57P)|^(25006|25P03)$|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED))$/,
    code: 'database_unavailable',
    fate: 'passing',
    message: 'The database cannot be reached. Try again in a few seconds.',
  },
  {
    // A deadlock or another serialisation failure, and a lock that was not to be had.
    matches: /^(40...|55P03)$/,
    code: 'database_busy',
    fate: 'passing',
    message: 'Others changed the same rows at once. Try again.',
  },
  {
    matches: /^(42501|28...)$/,
    code: 'database_access_denied',
    fate: 'operator',
    message: 'PostgreSQL refuses our role: check its password and its grants (the migrations make them).',
  },
  {
    matches: /^3D000$/,
    code: 'database_missing',
    fate: 'operator',
    message: 'PostgreSQL has no database of the name in our URL: restore it, or correct the URL.',
  },
  {
    matches: /^(42P01|42703|42883|42704|3F000)$/,
    code: 'database_schema_behind',
    fate: 'operator',
    message: 'The tables are older than the service: run the migrations.',
  },
  {
    // 58 the system under the server, XX001 and XX002 corrupted data and indexes.
    matches: /^(58...|XX00[12])$/,
    code: 'database_damaged',
    fate: 'operator',
    message: "PostgreSQL cannot read or write its files: look at its log and the server's disk.",
  },
];

/**
 * A row that row-level security refuses has the SQLSTATE of a missing grant, and is a fault of ours. Which routine of the server
 * said it does not depend on the server's language, as the message does.
 */
const isRefusedRow = (error: Error): boolean =>
  'routine' in error && error.routine === 'ExecWithCheckOptions';

/** A statement of a call was stopped: by the timeout of the role, behind other work or on a server that hardly moves. */
const stopped: Kind = {
  matches: /^57014$/,
  code: 'database_busy',
  fate: 'passing',
  message: 'PostgreSQL stopped a statement that took too long. Try again.',
};

/** Drizzle wraps the driver's error. */
const kindOf = (error: unknown, known: readonly Kind[]): { kind: Kind; origin: Error } | undefined => {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const kind = code === undefined ? undefined : known.find(({ matches }) => matches.test(code));
  if (kind) return isRefusedRow(error) ? undefined : { kind, origin: error };
  return kindOf(error.cause, known);
};

/**
 * PostgreSQL's error in our words, when it says something of the server: `database_unavailable` and `database_busy` pass;
 * `database_access_denied`, `database_full`, `database_missing`, `database_schema_behind` and `database_damaged` wait for an
 * operator. Else the error itself.
 */
export const translateDatabaseError = (error: unknown): unknown => translateBy(kinds, error);

/** The same for a call, whose statements nobody stops but the server. */
export const translateCallError = (error: unknown): unknown => translateBy([...kinds, stopped], error);

const translateBy = (known: readonly Kind[], error: unknown): unknown => {
  if (error instanceof ServiceError) return error;
  const found = kindOf(error, known);
  if (!found) return error;
  const { code, fate, message } = found.kind;
  return new ServiceError({
    code,
    fate,
    message: fate === 'operator' ? `${message} It says: ${found.origin.message}.` : message,
    cause: error,
  });
};

/** Whether an engine is away, so that whatever else asks it fails as well. What waits for an operator may concern one item alone. */
export const isPassing = (error: unknown): boolean => fateOf(translateDatabaseError(error)) === 'passing';

export const databaseUnavailable = (cause?: unknown): ServiceError =>
  new ServiceError({
    code: 'database_unavailable',
    message: 'The database cannot be reached. Try again in a few seconds.',
    fate: 'passing',
    cause,
  });
