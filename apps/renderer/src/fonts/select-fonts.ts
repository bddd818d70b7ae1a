import { familiesFor, type FontFamily } from './families.ts';
import type { FontLibrary } from './font-library.ts';

export interface SelectedFonts {
  /** `@font-face` rules for the characters of the text, and for no others. */
  css: string;
  /** Value of `font-family`. */
  stack: string;
  /** Characters that no font of the project has. They show as boxes. */
  missing: string[];
}

const beyondAscii = /[^\p{ASCII}\p{Variation_Selector}]/gu;

const charactersOf = (text: string): Set<string> => new Set(['A', ...(text.match(beyondAscii) ?? [])]);

/**
 * Chooses the font files that the characters of a text need; `bold` is the part of it that is set in bold. The cost grows
 * with the characters beyond ASCII alone.
 */
export const selectFonts = (library: FontLibrary, text: string, bold: string): SelectedFonts => {
  const characters = charactersOf(`${text} ${bold}`);
  const boldCharacters = charactersOf(bold);
  const wanted: { family: FontFamily; subset: string; bold: boolean }[] = [];
  for (const family of familiesFor([...characters].join(''))) {
    if (characters.size === 0) break;
    const found = new Map<string, boolean>();
    for (const character of characters) {
      const subset = library.subsetFor(family, character.codePointAt(0) ?? 0);
      if (subset === undefined) continue;
      found.set(subset, boldCharacters.has(character) || found.get(subset) === true);
      characters.delete(character);
    }
    for (const [subset, isBold] of found) wanted.push({ family, subset, bold: isBold });
  }
  return {
    css: wanted.map((font) => library.faces(font.family, font.subset, font.bold)).join('\n'),
    stack: [...new Set(wanted.map(({ family }) => `"${family.name}"`))].join(','),
    missing: [...characters],
  };
};
