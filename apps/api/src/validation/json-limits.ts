/** How large JSON text may be, so that reading and checking it takes no request longer than its share. */
export interface JsonLimits {
  /** Arrays and objects inside each other. */
  depth: number;
  /** Items of arrays and fields of objects, all together. */
  values: number;
  /** Bytes, without the space between tokens. */
  bytes: number;
  /** Bytes of space between tokens. */
  space: number;
}

/** Where a value ends (the comma or closing bracket after it, or the end of the text), or what is too large, as an end to "the record ...". */
export type JsonScan = { end: number; fault: undefined } | { end: undefined; fault: string };

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Scans one value of JSON text, before anything parses it, in one pass without recursion, and no further than its limits. It
 * judges sizes alone: whether the text is JSON, and what follows the value, is for the parser to say.
 */
export const scanJson = (bytes: Uint8Array, limits: JsonLimits, start = 0, stop = bytes.length): JsonScan => {
  let depth = 0;
  let values = 1;
  let space = 0;
  let at = start;
  for (; at < stop; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) {
      at = endOfText(bytes, at, Math.min(stop, at + limits.bytes));
    } else if (byte <= 0x20) {
      space += 1;
      if (space > limits.space) return tooLarge('bytes of space', limits.space);
    } else if (byte === openArray || byte === openObject) {
      depth += 1;
      values += 1;
      if (depth > limits.depth) return tooLarge('arrays and objects inside each other', limits.depth);
    } else if (byte === closeArray || byte === closeObject) {
      if (depth === 0) break;
      depth -= 1;
    } else if (byte === comma) {
      if (depth === 0) break;
      values += 1;
    }
    if (values > limits.values) return tooLarge('fields and items', limits.values);
    if (at - start - space >= limits.bytes) return tooLarge('bytes', limits.bytes);
  }
  return { end: Math.min(at, stop), fault: undefined };
};

/** Where the text that begins at `at` has its closing quote; `stop` or past it when it has none before. */
const endOfText = (bytes: Uint8Array, at: number, stop: number): number => {
  let end = at + 1;
  while (end < stop && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
  return end;
};

const tooLarge = (what: string, most: number): JsonScan => ({
  end: undefined,
  fault: `has more than ${most} ${what}, which is what is taken`,
});
