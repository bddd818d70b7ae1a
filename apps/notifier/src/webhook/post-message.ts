import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createGuardedLookup, refuseLiteralAddress } from '@reports/network-guard';

export interface Answer {
  status: number;
  /** As the header stands. */
  retryAfter: string | undefined;
}

const guardedLookup = createGuardedLookup();

/**
 * Posts JSON to a customer's URL and gives the status of the answer, whose body is not read. A connection for each message;
 * redirects are not followed. Throws `address_refused` before it connects to an address that is not public, unless
 * `allowPrivate`; throws what the socket throws; throws the signal's reason.
 */
export const postMessage = async (
  url: URL,
  body: string,
  {
    headers,
    signal,
    allowPrivate,
  }: { headers: Record<string, string>; signal: AbortSignal; allowPrivate: boolean },
): Promise<Answer> => {
  if (!allowPrivate) refuseLiteralAddress(url);
  signal.throwIfAborted();
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
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
