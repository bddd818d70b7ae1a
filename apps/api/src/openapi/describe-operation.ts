import type { TSchema } from 'typebox';
import type { JsonSchema } from '@reports/validation';
import type { DescribedRoute } from './collect-routes.ts';
import { describeProblems } from './describe-problems.ts';
import { examplesOf } from './examples.ts';
import type { AnswerDescription, Content } from './operation.ts';
import type { Reference } from './refer.ts';

/** Headers of answers, by name: `components/headers`. */
export const answerHeaders = {
  'X-Request-Id': { description: "The request's id, in our log too.", schema: { type: 'string' } },
  'X-RateLimit-Limit': {
    description: 'Requests that the workspace has each minute.',
    schema: { type: 'integer' },
  },
  'X-RateLimit-Remaining': {
    description: 'Those that are left of this minute.',
    schema: { type: 'integer' },
  },
  'X-RateLimit-Reset': { description: 'When the minute ends, Unix time.', schema: { type: 'integer' } },
  RateLimit: {
    description: "What remains of the minute, and its seconds left, as the IETF's draft has it.",
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: "The requests of each minute, as the IETF's draft has it.",
    schema: { type: 'string' },
  },
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer' } },
  'WWW-Authenticate': { description: '`Bearer`.', schema: { type: 'string' } },
};

const onEveryAnswer = [
  'X-Request-Id',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
];

/** One operation of the OpenAPI document. */
export const describeOperation = (route: DescribedRoute, reference: Reference) => {
  const { operation, method } = route;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    parameters: [
      ...describeParameters('path', route.params, reference),
      ...describeParameters('query', route.query, reference),
      ...Object.entries(operation.requestHeaders ?? {}).map(([name, { description, example }]) => ({
        name,
        in: 'header',
        required: false,
        description,
        schema: { type: 'string' },
        example,
      })),
      ...(method === 'post' && !operation.public ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...describeBody(route, reference),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [
          status,
          describeAnswer(answer, reference, operation.public === true),
        ]),
      ),
      ...describeProblems(route, reference),
    },
    ...(operation.public && { security: [] }),
    ...(operation.deprecated && { deprecated: true }),
  };
};

const describeParameters = (place: 'path' | 'query', schema: TSchema | undefined, { refer }: Reference) => {
  const { properties = {}, required = [] } = (schema ?? {}) as JsonSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    description: property.description,
    schema: refer(property),
  }));
};

const describeBody = ({ operation, body }: DescribedRoute, reference: Reference) => {
  const { bodyContent, bodyOptional = false } = operation;
  const content = bodyContent ?? (body && { 'application/json': { schema: body } });
  return (
    content && { requestBody: { required: !bodyOptional, content: describeContent(content, reference) } }
  );
};

/** With the examples given, or with those of the schema's name. */
const describeContent = (content: Content, { refer, nameOf }: Reference) =>
  Object.fromEntries(
    Object.entries(content).map(([type, { schema, examples = examplesOf[nameOf(schema) ?? ''] }]) => [
      type,
      { schema: refer(schema), ...(examples && { examples: exampleObjects(examples) }) },
    ]),
  );

const exampleObjects = (examples: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));

const describeAnswer = (
  {
    description,
    schema,
    content = schema && { 'application/json': { schema } },
    headers = {},
  }: AnswerDescription,
  reference: Reference,
  isPublic: boolean,
) => ({
  description,
  headers: {
    ...Object.fromEntries(
      (isPublic ? ['X-Request-Id'] : onEveryAnswer).map((name) => [
        name,
        { $ref: `#/components/headers/${name}` },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [
        name,
        { description, schema: { type: 'string' } },
      ]),
    ),
  },
  ...(content && { content: describeContent(content, reference) }),
});
