import { Type } from 'typebox';
import type { Operation } from './operation.ts';

const file = Type.String({ format: 'binary' });

export const signedFileOperation: Operation = {
  id: 'downloadFile',
  tag: 'Files',
  summary: 'Download a report file',
  description:
    'By the `download_url` of a report, as it stands: it needs no key and works for 24 hours. Serves ranges, and 304 for a known `ETag`.',
  public: true,
  answers: {
    200: { description: 'The file.', schema: file, contentTypes: ['text/csv', 'application/pdf'] },
    206: { description: 'A part of the file.', schema: file, contentTypes: ['text/csv', 'application/pdf'] },
    304: { description: 'The file is the one you have.' },
  },
  problems: [
    'link_altered',
    'link_expired',
    'report_not_found',
    'file_expired',
    'file_missing',
    'file_damaged',
    'range_not_satisfiable',
    'storage_unavailable',
  ],
};
