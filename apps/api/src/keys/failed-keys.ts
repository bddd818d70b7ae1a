import { networkOf } from './network-of.ts';

/** How many keys an address may get wrong. */
export interface FailedKeys {
  /** Counts a key that may turn out wrong. False when the address has had its share: then nothing should be looked up. */
  take: (address: string) => boolean;
  /** The key was right after all. */
  giveBack: (address: string) => void;
  /** Whole seconds until the address may try again, at least 1. */
  retryAfter: (address: string) => number;
}

interface Share {
  /** Tries left, as of `at`. */
  left: number;
  /** Milliseconds. */
  at: number;
}

/** Addresses in each of two generations: when the younger one is full, the older one is forgotten with all that went quiet. */
const maxNetworks = 10_000;

/** A share of wrong keys for each address (IPv6: each /64) that fills up again over a minute, in memory that is bounded. */
export const createFailedKeys = (
  perMinute: number,
  now: () => number = () => performance.now(),
): FailedKeys => {
  let young = new Map<string, Share>();
  let old = new Map<string, Share>();
  const perMs = perMinute / 60_000;

  const current = (network: string): Share => {
    const at = now();
    const share = young.get(network) ?? old.get(network);
    return share
      ? { left: Math.min(perMinute, share.left + (at - share.at) * perMs), at }
      : { left: perMinute, at };
  };

  const keep = (network: string, share: Share): void => {
    if (share.left >= perMinute) {
      young.delete(network);
      old.delete(network);
      return;
    }
    if (young.size >= maxNetworks) [old, young] = [young, new Map()];
    young.set(network, share);
  };

  return {
    take: (address) => {
      const network = networkOf(address);
      const share = current(network);
      const isTaken = share.left >= 1;
      keep(network, isTaken ? { ...share, left: share.left - 1 } : share);
      return isTaken;
    },
    giveBack: (address) => {
      const network = networkOf(address);
      const share = current(network);
      keep(network, { ...share, left: Math.min(perMinute, share.left + 1) });
    },
    retryAfter: (address) => Math.max(1, Math.ceil((1 - current(networkOf(address)).left) / perMs / 1_000)),
  };
};
