import { ServiceError } from '@reports/service';

/** SQLSTATE classes and driver codes that mean: not now. 08 connection, 53 resources, 57P shutdown. */
const unavailableCodes =
  /^(08|53|57P)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED))$/;

/** Whether an error says that the database is away, so that the same call may succeed later. */
const isUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string' && unavailableCodes.test(error.code)) return true;
  // Drizzle wraps the driver's error.
  return isUnavailable(error.cause);
};

/** Whether the same call may succeed later: the database is away, or it is an error of ours that says so. */
export const isPassing = (error: unknown): boolean =>
  isUnavailable(error) || (error instanceof ServiceError && error.retryable);

/** `database_unavailable`, retryable, when the database is away; else the error itself. */
export const translateDatabaseError = (error: unknown): unknown =>
  error instanceof ServiceError || !isUnavailable(error) ? error : databaseUnavailable(error);

export const databaseUnavailable = (cause?: unknown): ServiceError =>
  new ServiceError({
    code: 'database_unavailable',
    message: 'The database cannot be reached. Try again in a few seconds.',
    retryable: true,
    cause,
  });
