import { contentTypes, zipContentType } from '@reports/contracts';
import { Type } from 'typebox';
import type { Content, Operation } from './operation.ts';

export const SignedFileParams = Type.Object({
  file: Type.String({
    pattern: '^rpt_[0-9A-Za-z]{1,40}[.](csv|pdf|xlsx|json|zip)$',
    examples: ['rpt_8Xm3kL9wP.pdf'],
    description: 'The report and its format; `zip` for all files of a split report.',
  }),
});

export const SignedFileQuery = Type.Object({
  token: Type.String({
    description: 'The signature.',
    examples: ['ZGVtbyB0b2tlbiBvZiAzMiBieXRlcy4uLi4uLi4'],
  }),
  expires: Type.String({ description: 'When the link ends, Unix time.', examples: ['1706896800'] }),
  bom: Type.Optional(
    Type.String({
      description:
        'Of a `csv`: `1` puts a byte order mark before it, so that Excel takes it for UTF-8. The mark is no part of its `bytes` and `sha256`.',
      examples: ['1'],
    }),
  ),
  part: Type.Optional(
    Type.String({
      description: 'Of a link to one file of a split report: which, from 1.',
      examples: ['1'],
    }),
  ),
  delivery: Type.Optional(
    Type.String({ description: 'Of a link that was mailed: by which mail.', examples: ['dlv_8Xm3kL9wPq2T'] }),
  ),
});

const content: Content = {
  'text/csv': { schema: Type.String(), examples: { agents: 'agent_id,agent_name\r\nagt_7,Ann\r\n' } },
  'application/pdf': { schema: Type.String({ format: 'binary' }) },
  [contentTypes.xlsx]: { schema: Type.String({ format: 'binary' }) },
  [zipContentType]: { schema: Type.String({ format: 'binary' }) },
  'application/json': {
    schema: Type.Record(Type.String(), Type.Unknown(), { description: "The `data` of the report's type." }),
    examples: { coaching: { agents: [] } },
  },
};
const headers = {
  ETag: 'Names the content of the file.',
  'Content-Disposition': 'What to call the file.',
  'Accept-Ranges': '`bytes`.',
};

export const signedFileOperation: Operation = {
  id: 'downloadFile',
  tag: 'Files',
  summary: 'Download a report file',
  description:
    'By the `download_url` of a report, as it stands: it needs no key and works for 24 hours. Serves ranges, and 304 for a known `ETag`.',
  public: true,
  requestHeaders: {
    Range: { description: 'A part of the file alone.', example: 'bytes=0-1023' },
    'If-None-Match': {
      description: 'An `ETag` that is known already: 304 while it is still the one.',
      example: '"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"',
    },
  },
  answers: {
    200: { description: 'The file.', content, headers },
    206: {
      description: 'A part of the file.',
      content,
      headers: { ...headers, 'Content-Range': 'Which part, of how many bytes.' },
    },
    304: { description: 'The file is the one you have.', headers: { ETag: headers.ETag } },
  },
  problems: [
    'link_altered',
    'link_expired',
    'link_revoked',
    'not_found',
    'report_not_found',
    'file_expired',
    'file_missing',
    'file_damaged',
    'range_not_satisfiable',
    'storage_unavailable',
  ],
};

const page = (sentence: string): Content => ({
  'text/html': {
    schema: Type.String(),
    examples: { page: `<!doctype html><html lang="en"><body><p>${sentence}</p></body></html>` },
  },
});

/** What the button on the page of a mailed link that gives no file does. */
export const renewLinkOperation: Operation = {
  id: 'renewLink',
  tag: 'Files',
  summary: 'Have a mailed link sent again',
  description:
    'The button on the page of a mailed link that has expired: the mail goes out again, with a fresh link, to the address that had it and no other, at most once an hour. Answers pages for people.',
  public: true,
  answers: {
    202: { description: 'The mail is on its way.', content: page('The mail is on its way.') },
    403: {
      description: 'The link is not of a mail, was altered, or was revoked.',
      content: page('This link does not work.'),
    },
    429: { description: 'It was sent within the last hour.', content: page('The mail was sent already.') },
  },
  problems: ['not_found'],
};
