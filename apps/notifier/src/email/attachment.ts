/** What a mail may carry, as it travels: 10 MB. */
export const maxEncodedBytes = 10_000_000;

/** Bytes of a file as base64 in a mail: four letters for each three bytes, and a line break after each 76 letters. */
export const encodedBytes = (bytes: number): number => {
  const letters = Math.ceil(bytes / 3) * 4;
  return letters + Math.max(0, Math.ceil(letters / 76) - 1) * 2;
};

export const isAttachable = (bytes: number): boolean => encodedBytes(bytes) <= maxEncodedBytes;
