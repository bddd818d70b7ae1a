import type { Branding } from '@reports/contracts';
import { language } from '@reports/wording';
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

const ours = { accent_colour: '#24589c' } as const;

const logoOf = ({ logo }: Branding): string =>
  logo === undefined ? '' : `<img src="${logo}" alt="" />\n    `;

/**
 * A page for people, in the language in force: a title, and HTML below it. Nothing of it comes from elsewhere. `branding` is that of the workspace
 * whose link they have, once the link has proved whose it is.
 */
export const layout = (title: string, body: string, branding: Branding = {}): string => `<!doctype html>
<html lang="${language().code}" dir="${language().direction}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <style>
      :root { color-scheme: light dark; }
      body { margin: 0; padding: 12vh 24px 24px; background: #f4f6f8; color: #17202b; font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 440px; margin: 0 auto; padding: 32px; background: #fff; border: 1px solid #dfe4e9; border-top: 4px solid ${branding.accent_colour ?? ours.accent_colour}; border-radius: 8px; }
      img { display: block; max-width: 220px; max-height: 40px; margin: 0 0 20px; }
      h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.25; font-weight: 600; }
      p { margin: 0 0 20px; overflow-wrap: anywhere; }
      p:last-child { margin: 0; }
      button { padding: 12px 24px; border: 0; border-radius: 6px; background: ${branding.accent_colour ?? ours.accent_colour}; color: #fff; font: inherit; font-weight: 600; cursor: pointer; }
      button:focus-visible { outline: 3px solid #a9c1e0; outline-offset: 2px; }
      @media (prefers-color-scheme: dark) {
        body { background: #10151b; color: #eef2f6; }
        main { background: #1a212a; border-color: #2f3945; border-top-color: ${branding.accent_colour ?? '#3b78c4'}; }
        button { background: ${branding.accent_colour ?? '#3b78c4'}; }
      }
    </style>
  </head>
  <body><main>
    ${logoOf(branding)}<h1>${title}</h1>
    ${body}
  </main></body>
</html>
`;

const contentSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'";

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
