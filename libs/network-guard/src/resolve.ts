import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';

/** Every address of a name. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

interface ResolveOptions {
  /** DNS servers, `address:port`; those of the system when left out. */
  servers?: readonly string[];
  /** How long a name may take, all servers and tries together. */
  deadlineMs?: number;
}

/** Names that no public DNS holds: what the machine itself or its network may know them as is nobody's business. */
const localName = /^[^.]*$|(^|\.)(localhost|local|internal|lan|home\.arpa)$/i;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/**
 * Resolves names by asking DNS from the event loop. The system's own way takes one of four threads for as long as a server is
 * silent, and with it everybody's lookups and files. Throws ENOTFOUND, ETIMEOUT or what DNS answered.
 */
export const createResolve =
  ({ servers, deadlineMs = 5_000 }: ResolveOptions = {}): Resolve =>
  async (hostname) => {
    const name = hostname.replace(/\.$/, '');
    // As the system does: these lead to the machine itself, whatever DNS says.
    if (localName.test(name)) return [{ address: '127.0.0.1', family: 4 }];
    const resolver = new Resolver({ timeout: Math.ceil(deadlineMs / 3), tries: 2 });
    if (servers) resolver.setServers(servers);
    // Cancelled queries reject with ECANCELLED, both at once.
    const deadline = setTimeout(() => resolver.cancel(), deadlineMs);
    try {
      const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found = [
        ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
        ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
      ];
      if (found.length > 0) return found;
      const failure: unknown = four.status === 'rejected' ? four.reason : undefined;
      const late = ['ECANCELLED', 'ETIMEOUT'].includes(codeOf(failure));
      throw Object.assign(
        new Error(late ? `DNS did not answer for ${name} in time` : `there is no address of ${name}`, {
          cause: failure,
        }),
        { code: late ? 'ETIMEOUT' : 'ENOTFOUND' },
      );
    } finally {
      clearTimeout(deadline);
    }
  };

export const resolveAll = createResolve();
