import { messageOf, ServiceError } from '@reports/service';
import { translateDatabaseError } from '@reports/database';
import type { ProblemCode } from './catalogue.ts';
import { ProblemError } from './problem-error.ts';

/** Fastify's own refusals, in our words. */
const fastifyProblems: Record<string, { code: ProblemCode; message: string }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    message: 'Send the body as application/json.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'payload_too_large', message: 'The body is too large.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'malformed_body',
    message: 'The body is not as long as Content-Length says.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'malformed_body', message: 'The body is empty: send a JSON object.' },
  FST_ERR_HANDLER_TIMEOUT: { code: 'overloaded', message: 'The answer took too long. Try again.' },
  FST_ERR_BAD_URL: { code: 'not_found', message: 'The path is not a valid URL.' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'not_found', message: 'No id is as long as the one in the path.' },
  FST_UNDER_PRESSURE: { code: 'overloaded', message: 'The service is busy. Try again in a few seconds.' },
};

/** What was thrown, as the problem that the API answers with. What it does not know is an `internal_error` without details. */
export const translateError = (thrown: unknown): ProblemError => {
  const error = translateDatabaseError(thrown);
  if (error instanceof ProblemError) return error;
  if (error instanceof ServiceError) return translateServiceError(error);
  const fastifyCode = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = fastifyProblems[fastifyCode];
  if (known) return new ProblemError({ ...known, cause: error });
  if (fastifyCode.startsWith('FST_') && isClientError(error)) {
    return new ProblemError({
      code: 'malformed_body',
      message: `The request cannot be read: ${messageOf(error)}`,
      cause: error,
    });
  }
  if (isCollision(error)) {
    return new ProblemError({
      code: 'overloaded',
      message: 'Two requests changed the same thing at once. Try again.',
      cause: error,
    });
  }
  return new ProblemError({
    code: 'internal_error',
    message: 'The request could not be answered. Try again; if it stays, tell us the request id.',
    cause: error,
  });
};

/** SQLSTATE class 40, a rolled back transaction, and 55P03, a lock that was not to be had. Drizzle wraps the driver's error. */
const isCollision = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && typeof error.code === 'string' && /^(40...|55P03)$/.test(error.code)) ||
    isCollision(error.cause));

const isClientError = (error: unknown): boolean =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode >= 400 &&
  error.statusCode < 500;

/** What our libraries throw is written for operators: of their messages clients see those alone that tell nothing of the inside. */
const translateServiceError = (error: ServiceError): ProblemError => {
  if (error.code === 'database_unavailable' || error.code === 'bus_unavailable') {
    return new ProblemError({ code: error.code, message: error.message, cause: error });
  }
  if (error.code.startsWith('storage_') || error.code === 'bucket_missing') {
    return new ProblemError({
      code: 'storage_unavailable',
      message: 'Storage cannot be reached. Try again in a few seconds.',
      cause: error,
    });
  }
  return new ProblemError({
    code: error.retryable ? 'overloaded' : 'internal_error',
    message: 'The request could not be answered. Try again; if it stays, tell us the request id.',
    cause: error,
  });
};
