import { Problem } from '@reports/contracts';
import { type ProblemCode, problemKinds } from '../problems/catalogue.ts';
import { problemBody, problemHeaders } from '../problems/problem-body.ts';
import { ProblemError } from '../problems/problem-error.ts';
import type { DescribedRoute } from './collect-routes.ts';
import type { Reference } from './refer.ts';

/** What a route may answer beside its own problems. */
const problemsOf = ({ operation, method, forAdmins }: DescribedRoute): ProblemCode[] => {
  const reads = method === 'get';
  const { public: isPublic = false, problems = [] } = operation;
  return [
    ...(isPublic
      ? []
      : (['invalid_request', 'unauthorized', 'rate_limit_exceeded', 'too_many_wrong_keys'] as const)),
    // Any body is read before anybody looks whether one was asked for.
    ...(reads
      ? []
      : (['malformed_body', 'request_timeout', 'payload_too_large', 'unsupported_media_type'] as const)),
    ...(isPublic || (reads && !forAdmins) ? [] : (['insufficient_scope'] as const)),
    'internal_error',
    'database_unavailable',
    'overloaded',
    ...problems,
  ];
};

/** The error answers of a route: one for each status, with an example for each code. */
export const describeProblems = (route: DescribedRoute, { refer }: Reference) => {
  const byStatus = Map.groupBy(new Set(problemsOf(route)), (code) => problemKinds[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${problemKinds[code].title}.`).join(' '),
        headers: Object.fromEntries(
          headersOf(codes).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
        ),
        content: {
          'application/problem+json': {
            schema: refer(Problem),
            examples: Object.fromEntries(
              codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
            ),
          },
        },
      },
    ]),
  );
};

const headersOf = (codes: readonly ProblemCode[]): string[] => {
  const given = codes.flatMap((code) => Object.keys(problemHeaders(problemOf(code))));
  return [
    'X-Request-Id',
    ...(given.includes('retry-after') || codes.includes('rate_limit_exceeded') ? ['Retry-After'] : []),
    ...(given.includes('www-authenticate') ? ['WWW-Authenticate'] : []),
  ];
};

/** An error of each kind, as it is answered. */
const problemOf = (code: ProblemCode): ProblemError =>
  new ProblemError({
    code,
    message: problemKinds[code].meaning,
    faults:
      code === 'invalid_request'
        ? [
            { pointer: '/to', detail: 'must not be before from, which is 2024-01-31' },
            { pointer: '/filters/campain_id', detail: 'is not known here: did you mean campaign_id?' },
          ]
        : [],
  });

/** An example of each code that a route may answer with, for `components/examples`. */
export const problemExamples = (routes: readonly DescribedRoute[]) =>
  Object.fromEntries(
    [...new Set(routes.flatMap(problemsOf))]
      .toSorted()
      .map((code) => [
        code,
        { summary: problemKinds[code].title, value: problemBody(problemOf(code), 'req_8Xm3kL9wPq2T') },
      ]),
  );
