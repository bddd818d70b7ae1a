import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../support/services.ts';
import { type OpenApiDocument, surfaceOf } from './api-surface.ts';

/** What a release had and this one has not, each with the decision. Whatever else goes was answered with `Sunset` for six months first. */
const gone: Record<string, string> = {
  'POST /v1/reports body .filters.severity: string, any':
    'a severity has four values: 400 for a fifth, which nothing could match',
  'POST /v1/reports body .filters.severity[]: string, any': 'as above',
  'POST /v1/webhooks 201 .secret: string, always':
    'a secret is in the first answer alone, and in no repeat of it',
  'POST /v1/webhooks/{webhookId}/secret 200 .secret: string, always': 'as above',
};

const fixtures = join(repository, 'tests/releases/fixtures');
const releases = readdirSync(fixtures).filter((release) =>
  readdirSync(join(fixtures, release)).includes('api.txt'),
);
const document = JSON.parse(readFileSync(join(repository, 'docs/openapi.json'), 'utf8')) as OpenApiDocument;
const today = surfaceOf(document);

test('1.0.0 is the first release whose API is kept', () => {
  expect(releases).toContain('1.0.0');
});

describe.each(releases)('the API of %s', (release) => {
  const then = readFileSync(join(fixtures, release, 'api.txt'), 'utf8')
    .trim()
    .split('\n');

  test('is there: operations, parameters, values, properties of answers, events, error codes', () => {
    const now = new Set(today);
    expect(then.filter((line) => !now.has(line) && !(line in gone))).toEqual([]);
  });

  test('asks for nothing more of who used it', () => {
    const before = new Set(then);
    const takenThen = (place: string) => then.some((line) => line.startsWith(`${place}:`));
    expect(
      today.filter(
        (line) =>
          line.endsWith(' is required') &&
          !before.has(line) &&
          // What is inside of something new is asked for by nobody who does not use that.
          takenThen(line.slice(0, line.lastIndexOf('.'))),
      ),
    ).toEqual([]);
  });
});

test('a property that goes, a type that changes and a field that is asked for are seen', () => {
  const of = (schema: object, required: string[] = []) =>
    surfaceOf({
      paths: {
        '/a': {
          post: {
            requestBody: {
              content: {
                'application/json': { schema: { properties: { in: { type: 'string' } }, required } },
              },
            },
            responses: { 200: { content: { 'application/json': { schema } } }, 400: {} },
          },
        },
      },
      components: { schemas: {}, parameters: {} },
    });
  const before = of({ type: 'object', properties: { out: { type: 'string' } }, required: ['out'] });
  expect(before).toContain('POST /a 200 .out: string, always');
  expect(of({ type: 'object', properties: { out: { type: 'string' } } })).toContain(
    'POST /a 200 .out: string',
  );
  expect(of({ type: 'object', properties: { out: { type: 'integer' } } })).toContain(
    'POST /a 200 .out: integer',
  );
  expect(of({ type: 'object', properties: {} })).not.toContainEqual(expect.stringContaining('.out'));
  expect(of({ type: 'object' }, ['in'])).toContain('POST /a body .in is required');
});
