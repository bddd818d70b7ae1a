import type { Fault } from '@reports/contracts';
import { isAllowedRecipient } from '@reports/database';
import { isObject } from '@reports/validation';
import type { Caller } from '../keys/find-caller.ts';

/** Addresses of `email` in a part of a body that the workspace's mail may not go to. The body may be anything. */
export const findRecipientFaults = (
  part: unknown,
  pointer: string,
  { allowedRecipientDomains: allowed }: Caller,
): Fault[] => {
  const email = isObject(part) ? part['email'] : undefined;
  if (allowed === null || email === undefined) return [];
  const places = Array.isArray(email)
    ? email.map((address: unknown, index) => ({ address, pointer: `${pointer}/email/${index}` }))
    : [{ address: email as unknown, pointer: `${pointer}/email` }];
  return places
    .filter(({ address }) => typeof address === 'string' && !isAllowedRecipient(address, allowed))
    .map(({ pointer }) => ({
      pointer,
      detail: `must be an address of a domain that the workspace allows: ${listOf(allowed)}`,
    }));
};

const listOf = (domains: readonly string[]): string =>
  domains.length <= 5
    ? domains.join(', ')
    : `${domains.slice(0, 5).join(', ')} and ${domains.length - 5} more`;
