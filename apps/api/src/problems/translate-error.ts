import { assertNever } from '@reports/contracts';
import { messageOf, ServiceError, translateSystemError } from '@reports/service';
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
  const error = translateSystemError(translateDatabaseError(thrown));
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
  return new ProblemError({
    code: 'internal_error',
    message: 'The request could not be answered. Try again; if it stays, tell us the request id.',
    cause: error,
  });
};

const isClientError = (error: unknown): boolean =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode >= 400 &&
  error.statusCode < 500;

/** The part of the platform that an error's code names, as clients are told of it. */
const partProblems: readonly { prefix: string; code: ProblemCode; message: string }[] = [
  {
    prefix: 'database_',
    code: 'database_unavailable',
    message: 'The database cannot be reached. Try again in a few seconds.',
  },
  {
    prefix: 'bus_',
    code: 'bus_unavailable',
    message: 'The message bus cannot be reached. Try again in a few seconds.',
  },
  {
    prefix: 'storage_',
    code: 'storage_unavailable',
    message: 'Storage cannot be reached. Try again in a few seconds.',
  },
  {
    prefix: 'bucket_',
    code: 'storage_unavailable',
    message: 'Storage cannot be reached. Try again in a few seconds.',
  },
];

/**
 * What our libraries throw is written for operators, and tells of the inside: clients are told which part is away, whether it
 * comes back by itself or by an operator.
 */
const translateServiceError = (error: ServiceError): ProblemError => {
  const { code, fate } = error;
  const again = 'The request could not be answered. Try again; if it stays, tell us the request id.';
  switch (fate) {
    case 'passing':
    case 'operator': {
      if (code === 'database_busy') {
        const message = 'Two requests changed the same thing at once. Try again.';
        return new ProblemError({ code: 'overloaded', message, cause: error });
      }
      const part = partProblems.find(({ prefix }) => code.startsWith(prefix));
      return new ProblemError({
        code: part?.code ?? 'overloaded',
        message: part?.message ?? again,
        cause: error,
      });
    }
    case 'client':
    case 'fault':
      return new ProblemError({ code: 'internal_error', message: again, cause: error });
    default:
      return assertNever(fate);
  }
};
