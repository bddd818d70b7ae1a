const escapeOf = (byte: number): Buffer | undefined => {
  const character = String.fromCodePoint(byte);
  const json = JSON.stringify(character).slice(1, -1);
  return byte < 0x80 && json !== character ? Buffer.from(json) : undefined;
};

/** How JSON writes a byte of UTF-8 that may not stand in a string as it is: quotes, backslashes and control characters. */
export const escapesInJson: readonly (Buffer | undefined)[] = Array.from({ length: 256 }, (_, byte) =>
  escapeOf(byte),
);
