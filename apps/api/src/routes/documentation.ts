import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { App } from '../app-instance.ts';

const { resolve } = createRequire(import.meta.url);

/** What the page is made of: it comes from this server, so that it works without the internet. */
const assets: Record<string, { path: string; type: string }> = {
  'swagger-ui.css': { path: '@fastify/swagger-ui/static/swagger-ui.css', type: 'text/css; charset=utf-8' },
  'swagger-ui-bundle.js': {
    path: '@fastify/swagger-ui/static/swagger-ui-bundle.js',
    type: 'text/javascript; charset=utf-8',
  },
};

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Reports API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/page.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/page.js"></script>
  </body>
</html>
`;

const pageScript = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  persistAuthorization: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

const pageStyle = `body { margin: 0; background: #fff; }
.swagger-ui .wrapper { max-width: 1080px; }
.swagger-ui .info { margin: 32px 0 16px; }
.swagger-ui .info .title { font-size: 30px; letter-spacing: -0.01em; }
.swagger-ui .scheme-container { box-shadow: none; border-bottom: 1px solid #e5e7eb; padding: 12px 0; }
.swagger-ui .opblock { box-shadow: none; border-radius: 6px; }
`;

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** `/docs`, a page to read and try the API, and `/openapi.json`, which it is made from. */
export const registerDocumentation = (app: App, getDocument: () => unknown): void => {
  let document: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(getDocument());
    return reply
      .type('application/json; charset=utf-8')
      .header('access-control-allow-origin', '*')
      .send(document);
  });
  app.get('/', (_request, reply) => reply.redirect('/docs'));
  app.get('/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'no-referrer' })
      .send(page),
  );
  app.get('/docs/page.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(pageScript),
  );
  app.get('/docs/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(pageStyle));
  for (const [name, { path, type }] of Object.entries(assets)) {
    app.get(`/docs/${name}`, async (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=86400')
        .send(await readFile(resolve(path))),
    );
  }
};
