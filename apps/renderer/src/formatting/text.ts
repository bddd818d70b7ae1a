const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At max `max` characters as a reader counts them, the last one an ellipsis where the text was cut. */
export const shorten = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
};

/** A text as SVG and XML have it, between tags and in attributes. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
