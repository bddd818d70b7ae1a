import { ServiceError } from '@reports/service';

/** What a report's query threw, as an error of ours where PostgreSQL's says something that a client can act on. */
export const translateQueryError = (error: unknown): unknown => {
  if (error instanceof ServiceError || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case '22023':
      return new ServiceError({
        code: 'unknown_time_zone',
        message: `The database does not know the report's time zone: ${error.message}.`,
        fate: 'client',
        cause: error,
      });
    case '57014':
      return new ServiceError({
        code: 'query_stopped',
        message: `The report's query was stopped: ${error.message}. A shorter period takes less time.`,
        fate: error.message.includes('statement timeout') ? 'client' : 'passing',
        cause: error,
      });
    default:
      return error;
  }
};
