import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { isPublicAddress } from './public-address.ts';
import { createResolve, type Resolve } from './resolve.ts';

export interface EndpointRules {
  /** Private and loopback addresses are fine: development alone. */
  allowPrivate: boolean;
  /** Plain http is refused: everywhere but in development. */
  httpsOnly: boolean;
  /** Ports that may be called where private addresses may not, beside 443 (and 80, where plain http is not refused). */
  morePorts?: readonly number[];
}

/** How long a name may take, and how long each name is looked at that is refused. */
const defaultDecisionMs = 3_000;

/**
 * What is wrong with a URL that a customer wants called, as an end to "url ...", or undefined. Resolves its name.
 *
 * A name that does not resolve, one whose DNS is silent and one that leads inside are refused alike, in words and in time: whoever
 * asks shall not learn which names our network knows.
 */
export const findEndpointFault = async (
  text: string,
  { allowPrivate, httpsOnly, morePorts = [] }: EndpointRules,
  {
    decisionMs = defaultDecisionMs,
    resolve = createResolve({ deadlineMs: decisionMs }),
  }: { resolve?: Resolve; decisionMs?: number } = {},
): Promise<string | undefined> => {
  if (!URL.canParse(text)) return 'must be a URL, such as https://example.com/hooks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL';
  if (httpsOnly && url.protocol !== 'https:') return 'must be https: plain http can be read on the way';
  if (url.username || url.password) return 'must not carry a user name or password: check the signature';
  if (url.hash) return 'must not have a fragment: it is never sent';
  if (allowPrivate) return undefined;
  const ports = [443, ...(httpsOnly ? [] : [80]), ...morePorts];
  if (!ports.includes(portOf(url))) return `must have the port ${ports.join(' or ')}, not ${portOf(url)}`;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const refusal = `cannot be called: "${url.hostname}" does not resolve, or has an address that is not on the public internet`;
  if (isIP(host)) return isPublicAddress(host) ? undefined : refusal;
  const decided = wait(decisionMs);
  const addresses = await resolve(host).catch(() => []);
  if (addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address))) return undefined;
  await decided;
  return refusal;
};

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
