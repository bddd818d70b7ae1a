/** The code points that a CSS `unicode-range` names, as closed intervals in ascending order. */
export type UnicodeRanges = readonly (readonly [first: number, last: number])[];

/** Reads `U+0000-00FF,U+0131,U+4??`. */
export const parseUnicodeRange = (text: string): UnicodeRanges =>
  text
    .split(',')
    .map((range) => {
      const [first = '', last = first] = range.trim().replace(/^U\+/i, '').split('-');
      return [
        Number.parseInt(first.replaceAll('?', '0'), 16),
        Number.parseInt(last.replaceAll('?', 'F'), 16),
      ] as const;
    })
    .toSorted((a, b) => a[0] - b[0]);

/** Whether a code point lies in the ranges; a binary search. */
export const includesCodePoint = (ranges: UnicodeRanges, codePoint: number): boolean => {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, -1];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
};
