import { negotiate } from '@fastify/accept-negotiator';
import type { App } from '../app-instance.ts';
import { createAsyncApiDocument } from '../asyncapi/document.ts';
import { createDocsDocument } from '../docs/docs-document.ts';
import { readReferenceBundle } from '../docs/reference-bundle.ts';
import type { createOpenApiDocument } from '../openapi/document.ts';

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Reports API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/docs/page.css" />
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/reference.js"></script>
    <script src="/docs/page.js"></script>
  </body>
</html>
`;

/** Nothing is asked of another server, and the key is forgotten with the page: Scalar's defaults are otherwise. */
const configuration = {
  url: '/docs/openapi.json',
  theme: 'default',
  withDefaultFonts: false,
  telemetry: false,
  persistAuth: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  hiddenClients: {
    shell: ['wget', 'httpie'],
    js: true,
    node: true,
    python: ['python3', 'httpx_sync', 'httpx_async', 'aiohttp'],
    ...Object.fromEntries(
      [
        'c',
        'clojure',
        'csharp',
        'dart',
        'fsharp',
        'go',
        'http',
        'java',
        'julia',
        'kotlin',
        'objc',
        'ocaml',
        'php',
        'powershell',
        'r',
        'ruby',
        'rust',
        'swift',
      ].map((language) => [language, true]),
    ),
  },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  authentication: { preferredSecurityScheme: 'apiKey' },
};

const pageScript = `Scalar.createApiReference('#docs', ${JSON.stringify(configuration, undefined, 2)});\n`;

const pageStyle = `:root { color-scheme: light dark; }
body { margin: 0; }
`;

/** `unsafe-inline` of styles is what a page of Vue needs; scripts are files of this server. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self' data:; connect-src 'self'; worker-src blob:; frame-ancestors 'none'";

/** `/docs`, a page to read and try the API, `/openapi.json`, which it is made from, and `/asyncapi.json` for the bus. */
export const registerDocumentation = (
  app: App,
  getDocument: () => ReturnType<typeof createOpenApiDocument>,
): void => {
  let document: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    document ??= JSON.stringify(getDocument());
    return reply
      .type('application/json; charset=utf-8')
      .header('access-control-allow-origin', '*')
      .send(document);
  });
  const ofBus = JSON.stringify(createAsyncApiDocument());
  app.get('/asyncapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('access-control-allow-origin', '*').send(ofBus),
  );
  app.get('/', (_request, reply) => reply.redirect('/docs'));
  app.get('/docs', (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'content-security-policy': contentSecurityPolicy, 'referrer-policy': 'no-referrer' })
      .send(page),
  );
  app.get('/docs/openapi.json', (_request, reply) =>
    reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(JSON.stringify(createDocsDocument(getDocument()))),
  );
  app.get('/docs/page.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(pageScript),
  );
  app.get('/docs/page.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(pageStyle));

  let bundle: ReturnType<typeof readReferenceBundle> | undefined;
  app.get('/docs/reference.js', async (request, reply) => {
    bundle ??= readReferenceBundle();
    const wanted = negotiate(request.headers['accept-encoding'] ?? '', ['br', 'gzip']);
    const encoding = wanted === 'br' || wanted === 'gzip' ? wanted : 'identity';
    if (encoding !== 'identity') reply.header('content-encoding', encoding);
    return (
      reply
        .type('text/javascript; charset=utf-8')
        // Compressed already, once and for all.
        .headers({ 'cache-control': 'public, max-age=86400, no-transform', vary: 'Accept-Encoding' })
        .send((await bundle)[encoding])
    );
  });
};
