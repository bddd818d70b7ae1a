import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app-instance.ts';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text for a page. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? letter);

/** A page for people: a title, and HTML below it. Nothing of it comes from elsewhere. */
export const layout = (title: string, body: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <style>
      :root { color-scheme: light dark; }
      body { margin: 0; padding: 12vh 24px 24px; background: #f4f6f8; color: #17202b; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 440px; margin: 0 auto; padding: 32px; background: #fff; border: 1px solid #dfe4e9; border-top: 4px solid #24589c; border-radius: 8px; }
      h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.25; font-weight: 600; }
      p { margin: 0 0 20px; overflow-wrap: anywhere; }
      p:last-child { margin: 0; }
      button { padding: 12px 24px; border: 0; border-radius: 6px; background: #24589c; color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
      button:focus-visible { outline: 3px solid #a9c1e0; outline-offset: 2px; }
      @media (prefers-color-scheme: dark) {
        body { background: #10151b; color: #eef2f6; }
        main { background: #1a212a; border-color: #2f3945; border-top-color: #3b78c4; }
        button { background: #3b78c4; }
      }
    </style>
  </head>
  <body><main>
    <h1>${title}</h1>
    ${body}
  </main></body>
</html>
`;

const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/** Sends a page, which nobody may keep or put into a frame. */
export const sendPage = (reply: FastifyReply, status: number, page: string): FastifyReply =>
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .headers({ 'content-security-policy': contentSecurityPolicy, 'cache-control': 'no-store' })
    .send(page);

/** Whether a person's browser asks: programs take anything, or JSON. */
export const wantsPage = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  /(?:^|[\s,])text\/html\b/i.test(headers.accept ?? '');

/** Of what is not even read. */
export const maxFormBytes = 4_096;

/** Takes forms without reading them: the link that they are sent to says all. */
export const ignoreForms = (scope: App): void => {
  scope.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer', bodyLimit: maxFormBytes },
    (_request, _body, done) => done(null, undefined),
  );
};
