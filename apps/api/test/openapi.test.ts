import { readFileSync } from 'node:fs';
import { contentTypes, zipContentType, reportTypeNames } from '@reports/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonSchema } from '@reports/validation';
import { problemKinds } from '../src/problems/catalogue.ts';
import type { Client } from './support/client.ts';
import { startApi, type TestApi } from './support/start-api.ts';

type Content = Record<
  string,
  { schema: object; examples?: Record<string, { $ref?: string; value?: unknown }> }
>;

interface DescribedOperation {
  operationId: string;
  parameters?: unknown[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, DescribedOperation>>;
  webhooks: Record<string, Record<string, DescribedOperation>>;
  components: {
    schemas: Record<string, Record<string, unknown>>;
    examples: Record<string, { value: { code: string } }>;
  };
}

interface AnyReport extends Record<string, unknown> {
  oneOf: { $ref: string }[];
  discriminator: { mapping: object };
}

let api: TestApi;
let client: Client;
let document: OpenApi;

beforeAll(async () => {
  api = await startApi();
  client = await api.createWorkspace();
  document = (await client.get('/openapi.json', { authorization: '' })).body as unknown as OpenApi;
});
afterAll(() => api.stop());

const committed = new URL('../../../docs/openapi.json', import.meta.url);

const operations = () =>
  Object.entries({ ...document.paths, ...document.webhooks }).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

describe('/openapi.json', () => {
  test('is the committed docs/openapi.json: when it is not, run npm run openapi', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(document);
  });

  test('describes every route that the contract names', () => {
    expect(operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`)).toEqual(
      expect.arrayContaining([
        'POST /v1/reports',
        'GET /v1/reports',
        'GET /v1/reports/{reportId}',
        'POST /v1/reports/{reportId}/render',
        'PATCH /v1/reports/{reportId}/schedule',
        'DELETE /v1/reports/{reportId}/schedule',
        'GET /v1/reports/{reportId}/schedule/preview',
        'POST /v1/reports/{reportId}/schedule/runs',
        'GET /v1/reports/{reportId}/runs',
        'GET /v1/reports/{reportId}/deliveries',
        'POST /v1/reports/{reportId}/deliveries/{deliveryId}/resend',
        'POST /v1/webhooks',
        'GET /v1/webhooks',
        'DELETE /v1/webhooks/{webhookId}',
        'POST /v1/webhooks/{webhookId}/test',
        'GET /v1/webhooks/{webhookId}/deliveries',
        'POST /v1/records/{kind}',
        'GET /v1/report-types',
        'GET /v1/keys',
        'GET /signed/{file}',
      ]),
    );
  });

  test('names each operation once, and its errors as problems', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, responses } of operations()) {
      if (path.startsWith('/v1'))
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '429', '503']));
      if (!path.startsWith('/')) continue;
      for (const [status, { content = {} }] of Object.entries(responses)) {
        // Pages for people say what went wrong in their words.
        if (Number(status) < 400 || 'text/html' in content) continue;
        expect(content['application/problem+json']?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
      }
    }
  });

  test('has an example of every body: requests, successes, each code of an error', () => {
    const without: string[] = [];
    for (const { operationId, requestBody, responses } of operations()) {
      const bodies: Record<string, { content?: Content }> = { request: requestBody ?? {}, ...responses };
      for (const [name, { content = {} }] of Object.entries(bodies)) {
        for (const [type, { examples = {} }] of Object.entries(content)) {
          // PDFs, workbooks and ZIPs are no text.
          const isBinary = ['application/pdf', contentTypes.xlsx, zipContentType].includes(type);
          if (Object.keys(examples).length === 0 && !isBinary) without.push(`${operationId} ${name} ${type}`);
        }
      }
    }
    expect(without).toEqual([]);
    for (const [code, { value }] of Object.entries(document.components.examples))
      expect(value.code).toBe(code);
    const beforeAnyRoute = ['expectation_failed', 'headers_too_large', 'method_not_allowed'];
    expect([...Object.keys(document.components.examples), ...beforeAnyRoute].toSorted()).toEqual(
      Object.keys(problemKinds).toSorted(),
    );
  });

  test('names every schema once, and writes none that generators stumble over', () => {
    const inline: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const {
        type,
        properties,
        enum: names,
        const: constant,
        default: preset,
        pattern,
      } = value as JsonSchema;
      if (/\/(properties|items|schema|anyOf|oneOf)(\/[^/]+)?$/.test(path)) {
        if ((type === 'object' && properties) || names) inline.push(`${path} is written out in place`);
        if (typeof constant === 'boolean') inline.push(`${path} is a constant boolean`);
        if (pattern?.includes('\\d')) inline.push(`${path} has a pattern that is not a Go string`);
        if (preset !== undefined && path.includes('/schemas/')) inline.push(`${path} has a default`);
      }
      for (const [name, item] of Object.entries(value)) {
        if (name !== 'examples' && name !== 'example') visit(item, `${path}/${name}`);
      }
    };
    visit({ paths: document.paths, webhooks: document.webhooks, components: document.components }, '');
    expect(inline).toEqual([]);
  });

  test('shows a finished report as what POST answers once it has waited, and asks for no wait that ends another', () => {
    const { responses, parameters } = document.paths['/v1/reports']?.['post'] ?? {};
    const examples = Object.values(responses?.['200']?.content?.['application/json']?.examples ?? {});
    expect(examples.map(({ value }) => (value as { status?: string }).status)).not.toContain('generating');
    expect(examples.length).toBeGreaterThan(0);
    // Samples carry what has a default: `wait=0` would have ended `Prefer: wait=30`.
    expect(JSON.stringify(parameters)).not.toContain('"default"');
  });

  test('tells reports apart by their type', () => {
    const { content } = document.paths['/v1/reports/{reportId}']?.['get']?.responses['200'] ?? {};
    expect(content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Report' });
    const schema = document.components.schemas['Report'] as AnyReport | undefined;
    expect(schema?.oneOf.map(({ $ref }) => $ref)).toEqual(Object.values(schema?.discriminator.mapping ?? {}));
    expect(Object.keys(schema?.discriminator.mapping ?? {})).toEqual(reportTypeNames);
    const qa = document.components.schemas['QaPerformanceReport'] as { properties: Record<string, unknown> };
    expect(qa.properties['type']).toEqual({ type: 'string', const: 'qa_performance' });
    expect(qa.properties['data']).toEqual({ $ref: '#/components/schemas/QaPerformanceData' });
  });

  test('refers to nothing that is not there', () => {
    const names = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) expect(document.components.schemas).toHaveProperty(String(name));
  });
});

describe('/docs', () => {
  test('is a page of this server alone', async () => {
    const page = await client.get('/docs', { authorization: '' });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toMatch(/https?:\/\//);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const links = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, link]) => String(link));
    expect(links).toEqual(['data:,', '/docs/page.css', '/docs/reference.js', '/docs/page.js']);
    for (const link of links.slice(1))
      expect((await client.get(link, { authorization: '' })).status).toBe(200);
    const { body } = await client.get('/docs/openapi.json', { authorization: '' });
    const { info, paths } = body as unknown as typeof document & { info: { description: string } };
    for (const guide of [
      'Your first report',
      'Send your own data',
      'Schedules',
      'Webhooks',
      'Errors',
      'Going live',
    ]) {
      expect(info.description).toContain(`# ${guide}\n`);
    }
    // What is sent first makes no schedule, for days that a live workspace has.
    const examples = Object.values(
      paths['/v1/reports']?.['post']?.requestBody?.content?.['application/json']?.examples ?? {},
    );
    expect(examples[0]?.value).not.toHaveProperty('schedule');
    const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
    for (const { value } of examples) expect(value).toMatchObject({ to: yesterday });
    const root = await client.get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
  });
});

describe('the type of a problem', () => {
  const html = {
    accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    authorization: '',
  };

  test('is a page for a browser that says what to do, and JSON for all others', async () => {
    for (const [code, { title }] of Object.entries(problemKinds)) {
      const page = await client.get(`/problems/${code}`, html);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toContain(`<h1>${title.replaceAll('"', '&quot;')}</h1>`);
      expect(page.text).not.toContain('<script');
    }
    const json = await client.get('/problems/invalid_request', { accept: '*/*', authorization: '' });
    expect(json.body).toMatchObject({ code: 'invalid_request', status: 400 });
    expect(json.headers.get('vary')).toContain('Accept');
  });

  test('has an index, and no page for what is no code', async () => {
    const index = await client.get('/problems', html);
    for (const code of Object.keys(problemKinds)) expect(index.text).toContain(`href="/problems/${code}"`);
    const list = await client.get('/problems', { authorization: '' });
    expect(list.body['data']).toHaveLength(Object.keys(problemKinds).length);
    const none = await client.get('/problems/%3Cscript%3E', html);
    expect([none.status, none.body['code']]).toEqual([404, 'not_found']);
  });
});

test('/metrics counts requests by route, on the internal port alone', async () => {
  await client.get('/v1/reports/rpt_000000000000');
  const { text } = await client.with({ url: api.internalUrl }).get('/metrics');
  expect(text).toMatch(
    /http_request_duration_seconds_count\{service="api",method="GET",route="\/v1\/reports\/:reportId",status="404",held="no"\} \d+/,
  );
  for (const path of ['/metrics', '/readyz']) expect((await client.get(path)).status).toBe(404);
});
