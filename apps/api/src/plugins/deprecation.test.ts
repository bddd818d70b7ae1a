import { Type } from 'typebox';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import type { App } from '../app-instance.ts';
import { collectRoutes } from '../openapi/collect-routes.ts';
import { createOpenApiDocument } from '../openapi/document.ts';
import type { Deprecation, Operation } from '../openapi/operation.ts';
import { registerDeprecation } from './deprecation.ts';
import { registerListLinks } from './list-links.ts';

const deprecated: Deprecation = {
  since: '2027-01-01',
  sunset: '2027-07-01',
  instead: 'https://reports.example.com/docs#tag/reports',
};

const operation = (id: string, more: Partial<Operation> = {}): Operation => ({
  id,
  tag: 'Reports',
  summary: id,
  description: id,
  answers: { 200: { description: 'A page.', schema: Type.Object({}) } },
  ...more,
});

const appWith = (routes: Record<string, Operation>) => {
  const app: App = Fastify();
  registerDeprecation(app);
  registerListLinks(app);
  const described = collectRoutes(app);
  for (const [path, each] of Object.entries(routes))
    app.get(path, { config: { operation: each } }, () => ({ data: [], next_cursor: null }));
  return { app, described };
};

test('an operation that is to go says so: since when, until when, and what takes its place', async () => {
  const { app, described } = appWith({ '/old': operation('old', { deprecated }), '/new': operation('new') });
  const { headers } = await app.inject('/old');
  expect(headers).toMatchObject({
    deprecation: `@${Date.UTC(2027, 0, 1) / 1000}`,
    sunset: 'Thu, 01 Jul 2027 00:00:00 GMT',
    link: '</old>; rel="first", <https://reports.example.com/docs#tag/reports>; rel="deprecation"',
  });
  const { headers: others } = await app.inject('/new');
  expect([others['deprecation'], others['sunset'], others['link']]).toEqual([
    undefined,
    undefined,
    '</new>; rel="first"',
  ]);
  expect(createOpenApiDocument(described).paths).toMatchObject({
    '/old': { get: { deprecated: true } },
    '/new': { get: expect.not.objectContaining({ deprecated: expect.anything() }) },
  });
});

test('less than six months of notice is none', () => {
  const short = { ...deprecated, sunset: '2027-06-01' };
  expect(() => appWith({ '/old': operation('old', { deprecated: short }) })).toThrow('goes after 151 days');
});
