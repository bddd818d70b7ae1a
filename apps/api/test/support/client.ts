import type { Fault, Problem } from '@reports/contracts';

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON. */
  body: Record<string, unknown>;
  text: string;
}

export interface Client {
  url: string;
  key: string;
  workspaceId: string;
  get: (path: string, headers?: Record<string, string>) => Promise<Answer>;
  /** A body that is not text goes as JSON. */
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Posts a valid report, with changes; gives its id. */
  post: (changes?: Record<string, unknown>) => Promise<string>;
  /** The same workspace with another key, or at another replica. */
  with: (changes: { key?: string; url?: string }) => Client;
}

export const january = { type: 'qa_performance', from: '2024-01-01', to: '2024-01-31' };

export const createClient = (options: { url: string; key: string; workspaceId: string }): Client => {
  const { url, key } = options;
  const send: Client['send'] = async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string' || Buffer.isBuffer(body);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : {}) as Record<string, unknown>,
      text,
    };
  };
  return {
    ...options,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: async (changes = {}) => {
      const answer = await send('POST', '/v1/reports', { ...january, ...changes });
      if (answer.status !== 202)
        throw new Error(`POST /v1/reports answered ${answer.status}: ${answer.text}`);
      return String(answer.body['report_id']);
    },
    with: (changes) => createClient({ ...options, ...changes }),
  };
};

/** The places that a problem names. */
export const pointersOf = ({ body }: Answer): string[] =>
  ((body as unknown as Problem).errors ?? []).map(({ pointer }: Fault) => pointer).toSorted();
