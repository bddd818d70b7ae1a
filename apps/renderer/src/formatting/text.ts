const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `most` characters as a reader counts them, the last one an ellipsis where the text was cut. */
export const shorten = (text: string, most: number): string => {
  if (text.length <= most) return text;
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
};
