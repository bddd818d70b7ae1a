import { release } from '@reports/service';
import { namedSchemas } from './components.ts';
import type { DescribedRoute } from './collect-routes.ts';
import { answerHeaders, describeOperation } from './describe-operation.ts';
import { problemExamples } from './describe-problems.ts';
import { tags } from './operation.ts';
import { createReference } from './refer.ts';
import { describeWebhooks } from './report-webhooks.ts';

const introduction = `Structured, exportable reports from call-centre data: on demand, or again every day, week or month.

Post a report, wait for it, and fetch it as JSON, or as a CSV or PDF file behind a signed link:

\`\`\`
curl $REPORTS_URL/v1/reports -H "Authorization: Bearer $REPORTS_API_KEY" -H "Content-Type: application/json" \\
  -d '{"type": "qa_performance", "from": "2024-01-01", "to": "2024-01-31"}'
curl "$REPORTS_URL/v1/reports/rpt_8Xm3kL9wP?wait=30" -H "Authorization: Bearer $REPORTS_API_KEY"
\`\`\`

Timestamps are UTC to the second, dates are calendar dates. Errors are RFC 9457 problems with a stable \`code\`; bad input
names every fault at once. Fields that do not apply are left out, not null. Text of 1 KB or more is compressed (\`br\`, \`gzip\`) for whoever
accepts it; bodies may come with \`Content-Encoding: gzip\`, and their limits are those of what they hold.`;

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key within 24 hours gives the first answer again, with `Idempotency-Replayed: true`. ' +
    'With another body: 422. While the first request runs: 409.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]{1,255}$' },
};

/** The OpenAPI 3.1 document of the routes, as plain JSON. */
export const createOpenApiDocument = (routes: readonly DescribedRoute[]) => {
  const reference = createReference(namedSchemas);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: describeOperation(route, reference) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Reports API',
      version: release,
      description: introduction,
      contact: { name: 'Whoever runs this server' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server.' }],
    security: [{ apiKey: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    webhooks: describeWebhooks(reference),
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'nl_<id>_<secret and checksum>',
          description:
            'A key belongs to one workspace. read_only: GET. read_write: all methods. admin: keys too.',
        },
      },
      parameters: { IdempotencyKey: idempotencyKey },
      headers: answerHeaders,
      examples: problemExamples(routes),
      schemas: reference.components,
    },
  };
};
