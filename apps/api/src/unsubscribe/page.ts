const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? letter);

const layout = (title: string, body: string): string => `<!doctype html>
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

/** Asks before it acts: mail programs and scanners open links that nobody has clicked. */
export const askPage = (address: string): string =>
  layout(
    'Unsubscribe?',
    `<p><b>${escape(address)}</b> will get no more e-mails of this scheduled report. Other addresses are not affected.</p>
    <form method="post"><button type="submit">Unsubscribe</button></form>`,
  );

export const donePage = (address: string): string =>
  layout(
    'Unsubscribed',
    `<p><b>${escape(address)}</b> will get no more e-mails of this scheduled report.</p>
    <p>Whoever looks after your reports can add the address again.</p>`,
  );

export const alteredPage = (): string =>
  layout(
    'The link is not valid',
    '<p>It was altered or cut short. Open it again from the e-mail, or copy it whole.</p>',
  );
