import { problemKinds, type ProblemCode } from './catalogue.ts';

const style = `:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; }
code { font: 0.95em ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.8rem 0.4rem 0; border-bottom: 1px solid #8884; }
a { color: inherit; }`;

/** Of the pages: no script, and nothing from elsewhere. */
export const problemPagePolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Text with code between backticks. */
const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const layout = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title>
<style>${style}</style></head>
<body>${content}</body>
</html>
`;

/** What a person reads who follows the `type` of a problem. */
export const problemPage = (code: ProblemCode): string => {
  const { status, title, meaning } = problemKinds[code];
  return layout(
    `${title} (${code})`,
    `<p><a href="/problems">All errors</a></p><h1>${escape(title)}</h1>` +
      `<p><code>${code}</code>, HTTP status ${status}</p><h2>What to do</h2><p>${prose(meaning)}</p>` +
      '<p>The <code>detail</code> of the answer says what was wrong with the request, and its <code>request_id</code> finds it in the ' +
      'platform\'s log. <a href="/docs">The reference</a> says what each request takes.</p>',
  );
};

/** All problems, by status. */
export const problemIndexPage = (): string => {
  const rows = Object.entries(problemKinds)
    .toSorted(([, one], [, other]) => one.status - other.status)
    .map(
      ([code, { status, title }]) =>
        `<tr><td>${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${escape(title)}</td></tr>`,
    );
  return layout(
    'Errors of the Reports API',
    '<h1>Errors</h1><p>Each error has a <code>code</code>, which stays, and says what was wrong in its <code>detail</code>.</p>' +
      `<table><thead><tr><th>Status</th><th>Code</th><th>What it is</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
};
