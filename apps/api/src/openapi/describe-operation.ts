import { Problem } from '@reports/contracts';
import type { TSchema } from 'typebox';
import { type ProblemCode, problemKinds } from '../problems/catalogue.ts';
import type { JsonSchema } from '@reports/validation';
import type { DescribedRoute } from './collect-routes.ts';
import type { AnswerDescription } from './operation.ts';

type Reference = (schema: unknown) => unknown;

const rateLimitHeaders = {
  'X-RateLimit-Limit': 'Requests that the workspace has each minute.',
  'X-RateLimit-Remaining': 'Those that are left of this minute.',
  'X-RateLimit-Reset': 'When the minute ends, Unix time.',
};

/** One operation of the OpenAPI document. */
export const describeOperation = (route: DescribedRoute, reference: Reference) => {
  const { operation, method } = route;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description !== undefined && { description: operation.description }),
    parameters: [
      ...describeParameters('path', route.params, reference),
      ...describeParameters('query', route.query, reference),
      ...(method === 'post' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...describeBody(route, reference),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [
          status,
          describeAnswer(answer, reference, operation.public === true),
        ]),
      ),
      ...describeProblems(problemsOf(route), reference),
    },
    ...(operation.public && { security: [] }),
  };
};

const describeParameters = (place: 'path' | 'query', schema: TSchema | undefined, reference: Reference) => {
  const { properties = {}, required = [] } = (schema ?? {}) as JsonSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(property.description !== undefined && { description: property.description }),
    schema: reference(property),
  }));
};

const describeBody = ({ operation, body }: DescribedRoute, reference: Reference) => {
  const content = operation.bodyContent ?? (body && { 'application/json': body });
  if (!content) return {};
  const examples = describeExamples(operation.bodyExamples);
  return {
    requestBody: {
      required: operation.bodyOptional !== true,
      content: Object.fromEntries(
        Object.entries(content).map(([type, schema]) => [
          type,
          { schema: reference(schema), ...(type === 'application/json' && examples) },
        ]),
      ),
    },
  };
};

const describeExamples = (examples: Readonly<Record<string, unknown>> | undefined) =>
  examples && {
    examples: Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }])),
  };

const describeAnswer = (
  { description, schema, contentTypes = ['application/json'], headers = {}, examples }: AnswerDescription,
  reference: Reference,
  isPublic: boolean,
) => ({
  description,
  headers: describeHeaders({
    'X-Request-Id': "The request's id, in our log too.",
    ...(!isPublic && rateLimitHeaders),
    ...headers,
  }),
  ...(schema && {
    content: Object.fromEntries(
      contentTypes.map((type) => [type, { schema: reference(schema), ...describeExamples(examples) }]),
    ),
  }),
});

const describeHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

/** What a route may answer beside its own problems. */
const problemsOf = ({ operation, method, body, query }: DescribedRoute): ProblemCode[] => {
  const reads = method === 'get';
  return [
    ...(body || query || operation.bodyContent ? (['invalid_request'] as const) : []),
    ...(body ? (['malformed_body', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(operation.public ? [] : (['unauthorized', 'rate_limit_exceeded'] as const)),
    ...(operation.public || (reads && operation.tag !== 'Keys') ? [] : (['insufficient_scope'] as const)),
    'database_unavailable',
    ...(operation.problems ?? []),
  ];
};

const describeProblems = (codes: readonly ProblemCode[], reference: Reference) => {
  const byStatus = Map.groupBy(new Set(codes), (code) => problemKinds[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sameStatus]) => [
      status,
      {
        description: sameStatus.map((code) => `\`${code}\`: ${problemKinds[code].title}.`).join(' '),
        content: { 'application/problem+json': { schema: reference(Problem) } },
      },
    ]),
  );
};
