import createFetchClient from 'openapi-fetch';
import { errorOf } from './errors.ts';
import { createRecordMethods } from './records.ts';
import { type Api, createReportMethods } from './reports.ts';
import { type Connection, createRetryingFetch } from './retrying-fetch.ts';
import type { paths } from './schema.ts';

/** A client of the Reports API. */
export type ReportsClient = ReturnType<typeof createReportsClient>;

/** A client with one API key. It holds nothing open: there is nothing to close. */
export const createReportsClient = (connection: Connection) => {
  const base = connection.url.replace(/\/+$/, '');
  const send = createRetryingFetch(connection);
  const api: Api = createFetchClient<paths>({
    baseUrl: base,
    headers: { authorization: `Bearer ${connection.key}` },
    fetch: send,
  });
  api.use({
    onResponse: async ({ response }) => {
      if (!response.ok && response.status !== 304) throw await errorOf(response);
    },
  });
  return {
    api,
    ...createReportMethods(api, send),
    ...createRecordMethods(base, connection.key, send),
  };
};
