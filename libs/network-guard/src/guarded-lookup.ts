import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { ServiceError } from '@reports/service';
import { isPublicAddress } from './public-address.ts';
import { type Resolve, resolveAll } from './resolve.ts';

const addressRefused = (hostname: string): ServiceError =>
  new ServiceError({
    code: 'address_refused',
    message: `"${hostname}" does not resolve, or has an address that is not on the public internet.`,
    fate: 'client',
  });

/**
 * A socket's `lookup`: it connects to what was checked, so a name that resolves elsewhere a moment later (DNS rebinding) gains
 * nothing. One address that is not public refuses them all. Sockets skip it for literal addresses: {@link refuseLiteralAddress}.
 */
export const createGuardedLookup = ({ resolve = resolveAll }: { resolve?: Resolve } = {}): LookupFunction => {
  const resolvePublic = callbackify(async (hostname: string): Promise<LookupAddress[]> => {
    // A name that does not resolve and one that leads inside read alike in the log of deliveries.
    const addresses = await resolve(hostname).catch(() => {
      throw addressRefused(hostname);
    });
    if (!addresses.every(({ address }) => isPublicAddress(address))) throw addressRefused(hostname);
    return addresses;
  });
  return (hostname, { all, family }, done) => {
    resolvePublic(hostname, (error, addresses) => {
      const found = error ? [] : addresses.filter((entry) => !family || entry.family === Number(family));
      const [first] = found;
      if (!first) done(error ?? addressRefused(hostname), '', 0);
      else if (all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
};

/** Throws `address_refused` when the URL's host is itself an address that is not public. */
export const refuseLiteralAddress = ({ hostname }: URL): void => {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(literal) && !isPublicAddress(literal)) throw addressRefused(hostname);
};
