import { isIPv6 } from 'node:net';

const mappedIpv4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Whom an address counts as: an IPv4 address for itself, an IPv6 address with the 2^64 others of its network, since that is the least
 * that one customer of a provider has.
 */
export const networkOf = (address: string): string => {
  const [ipv4 = ''] = mappedIpv4.exec(address)?.slice(1) ?? [];
  if (ipv4 !== '') return ipv4;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const [before = '', after] = plain.split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after ?? '');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
};

/** The 16-bit groups of a part of an IPv6 address. One written as IPv4 at its end stands for two, which never are among the first four. */
const groupsOf = (part: string): string[] =>
  part === '' ? [] : part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
