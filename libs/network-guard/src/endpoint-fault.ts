import { isIP } from 'node:net';
import { messageOf } from '@reports/service';
import { refuseLiteralAddress } from './guarded-lookup.ts';
import { isPublicAddress } from './public-address.ts';
import { resolveAll, type Resolve } from './resolve.ts';

export interface EndpointRules {
  /** Private and loopback addresses are fine: development alone. */
  allowPrivate: boolean;
  /** Plain http is refused: everywhere but in development. */
  httpsOnly: boolean;
}

/** What is wrong with a URL that a customer wants called, as an end to "url ...", or undefined. Resolves its name. */
export const findEndpointFault = async (
  text: string,
  { allowPrivate, httpsOnly }: EndpointRules,
  resolve: Resolve = resolveAll,
): Promise<string | undefined> => {
  if (!URL.canParse(text)) return 'must be a URL, such as https://example.com/hooks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL';
  if (httpsOnly && url.protocol !== 'https:') return 'must be https: plain http can be read on the way';
  if (url.username || url.password) return 'must not carry a user name or password: check the signature';
  if (url.hash) return 'must not have a fragment: it is never sent';
  if (allowPrivate) return undefined;
  try {
    refuseLiteralAddress(url);
  } catch (error) {
    return `is refused: ${messageOf(error)}`;
  }
  if (isIP(url.hostname.replace(/^\[(.*)\]$/, '$1'))) return undefined;
  try {
    const addresses = await resolve(url.hostname);
    if (addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address))) return undefined;
    return `is refused: "${url.hostname}" has an address that is not on the public internet`;
  } catch {
    return `cannot be reached: the name "${url.hostname}" does not resolve`;
  }
};
