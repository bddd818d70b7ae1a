import type { Problem } from '@reports/contracts';
import { problemKinds } from './catalogue.ts';
import type { ProblemError } from './problem-error.ts';

/** Seconds after which a client should try again. */
const retryAfterSeconds = { 409: 1, 503: 2 } as const;

/** RFC 9457: the body of an error. */
export const problemBody = (error: ProblemError, requestId: string): Problem => {
  const { status, title } = problemKinds[error.code];
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    request_id: requestId,
    ...(error.faults.length > 0 && { errors: [...error.faults] }),
  };
};

/** The headers that an error asks for, beside its content type. */
export const problemHeaders = (error: ProblemError): Record<string, string> => {
  const { status } = problemKinds[error.code];
  return {
    'cache-control': 'no-store',
    ...(status in retryAfterSeconds && {
      'retry-after': String(retryAfterSeconds[status as keyof typeof retryAfterSeconds]),
    }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...error.headers,
  };
};
