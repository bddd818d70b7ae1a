import { BlockList, isIP } from 'node:net';

/** IPv4 that is not on the public internet: the IANA special-purpose registry, multicast and reserved space. */
const specialIpv4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, where clouds keep their metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
] as const) {
  specialIpv4.addSubnet(network, prefix, 'ipv4');
}

/**
 * IPv6 is the other way about: only 2000::/3 is public, so loopback, ULA, link-local, IPv4-mapped (::ffff:0:0/96), NAT64 and
 * whatever comes later are out without being named. Inside it, these are not.
 */
const publicIpv6 = new BlockList();
publicIpv6.addSubnet('2000::', 3, 'ipv6');
const specialIpv6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address in disguise
  ['3fff::', 20], // documentation
] as const) {
  specialIpv6.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address lies on the public internet. Text that is no address is not public. */
export const isPublicAddress = (address: string): boolean => {
  switch (isIP(address)) {
    case 4:
      return !specialIpv4.check(address, 'ipv4');
    case 6:
      // A zone (`fe80::1%eth0`) binds an address to one of our own links.
      return (
        !address.includes('%') && publicIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6')
      );
    default:
      return false;
  }
};
