import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { currentTraceparent, inSpan } from '@reports/service';
import { createGuardedLookup, refuseLiteralAddress } from '@reports/network-guard';

export interface Answer {
  status: number;
  /** As the header stands. */
  retryAfter: string | undefined;
}

export interface PostOptions {
  headers: Record<string, string>;
  signal: AbortSignal;
  allowPrivate: boolean;
}

const guardedLookup = createGuardedLookup();

/**
 * Posts JSON to a customer's URL and gives the status of the answer, whose body is not read. A connection for each message;
 * redirects are not followed. Throws `address_refused` before it connects to an address that is not public, unless
 * `allowPrivate`; throws what the socket throws; throws the signal's reason.
 */
export const postMessage = (url: URL, body: string, options: PostOptions): Promise<Answer> =>
  inSpan('POST webhook', { kind: 'client', attributes: { 'server.address': url.hostname } }, async (span) => {
    const answer = await post(url, body, options);
    span.note({ 'http.response.status_code': answer.status });
    return answer;
  });

const post = async (
  url: URL,
  body: string,
  { headers, signal, allowPrivate }: PostOptions,
): Promise<Answer> => {
  if (!allowPrivate) refuseLiteralAddress(url);
  signal.throwIfAborted();
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const traceparent = currentTraceparent();
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      signal,
      ...(!allowPrivate && { lookup: guardedLookup }),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Reports-Webhooks/1.0',
        // Where the customer's service traces, it goes on in the same trace.
        ...(traceparent !== undefined && { traceparent }),
        ...headers,
      },
    });
    outgoing.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      // An endless body would hold the connection.
      outgoing.destroy();
    });
    outgoing.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : error));
    outgoing.end(body);
  });
};
