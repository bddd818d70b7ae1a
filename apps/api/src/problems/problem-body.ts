import type { Problem } from '@reports/contracts';
import { type ProblemCode, problemKinds } from './catalogue.ts';
import type { ProblemError } from './problem-error.ts';

/** Seconds after which a client should try again. Undefined where time alone changes nothing. */
const retryAfterSeconds = (code: ProblemCode): number | undefined => {
  if (code === 'request_in_progress') return 1;
  return problemKinds[code].status === 503 ? 2 : undefined;
};

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
  const retryAfter = retryAfterSeconds(error.code);
  return {
    'cache-control': 'no-store',
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    ...(error.code === 'unauthorized' && { 'www-authenticate': 'Bearer' }),
    ...error.headers,
  };
};
