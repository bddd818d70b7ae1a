import { createHash } from 'node:crypto';

/** A number from 0 up to 1, the same for the same name. */
export const draw = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;

/** One of some, the same for the same name. */
export const drawOne = <Item>(items: readonly [Item, ...Item[]], name: string): Item =>
  items[Math.floor(draw(name) * items.length)] ?? items[0];
