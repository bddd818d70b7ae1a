/** A CSS string literal of any text: nothing in it can end the string or the style element it stands in. */
export const cssString = (text: string): string =>
  `"${text.replace(/[^\p{L}\p{M}\p{N} ·–,:]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;
