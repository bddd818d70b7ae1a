import { type Language, languageOf } from './language.ts';

const bracketed = (value: unknown): unknown => {
  if (typeof value === 'string') return /\p{L}/u.test(value) ? `⟦${value}⟧` : value;
  if (typeof value === 'function') return (...values: string[]) => `⟦${value(...values)}⟧`;
  if (Array.isArray(value)) return value.map(bracketed);
  return Object.fromEntries(
    Object.entries(value as object).map(([name, member]) => [name, bracketed(member)]),
  );
};

/** English with each text of the catalogue between brackets: what stands outside of them on a page or in a mail came from elsewhere. */
export const pseudoLanguage: Language = {
  ...languageOf(),
  words: bracketed(languageOf().words) as Language['words'],
};

/** What of a text in {@link pseudoLanguage} stands between no brackets. */
export const outsideCatalogue = (text: string): string => {
  let depth = 0;
  return Array.from(text)
    .filter((letter) => {
      if (letter === '⟦') depth += 1;
      if (letter === '⟧') depth -= 1;
      return depth === 0;
    })
    .join('');
};
