import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ServiceError } from '@reports/service';
import type { FontFamily } from './families.ts';
import { includesCodePoint, parseUnicodeRange, type UnicodeRanges } from './unicode-ranges.ts';

interface Subset {
  name: string;
  unicodeRange: string;
  ranges: UnicodeRanges;
}

/** Reads font packages: each file once, when a report first needs it. Throws `font_missing` for a package that is not installed. */
export interface FontLibrary {
  /** The subset of the family that has the character, if any. */
  subsetFor(family: FontFamily, codePoint: number): string | undefined;
  /** `@font-face` rules with the files inlined as data: URIs, so that a page needs nothing from outside itself. Without `bold` the regular weight alone. */
  faces(family: FontFamily, subset: string, bold: boolean): string;
}

const readPackageFile = (path: string): Buffer => {
  try {
    return readFileSync(fileURLToPath(import.meta.resolve(path)));
  } catch (cause) {
    throw new ServiceError({
      code: 'font_missing',
      message: `The font file ${path} is missing. It comes with the project's packages: run npm install and try again.`,
      fate: 'operator',
      cause,
    });
  }
};

const readSubsets = (family: FontFamily): Subset[] => {
  const declared = JSON.parse(readPackageFile(`${family.package}/unicode.json`).toString()) as Record<
    string,
    string
  >;
  // Later entries are the ones for everyday characters: they come first when a character is looked up.
  return (family.subsets ?? Object.keys(declared).toReversed()).map((name) => {
    const unicodeRange = family.ranges?.[name] ?? declared[name] ?? '';
    return { name, unicodeRange, ranges: parseUnicodeRange(unicodeRange) };
  });
};

const readFace = (family: FontFamily, subset: Subset, weight: number | 'variable'): string => {
  const packageName = family.package.slice(family.package.indexOf('/') + 1);
  const axis = weight === 'variable' ? 'wght' : weight;
  const file = `${packageName}-${subset.name.replace(/[[\]]/g, '')}-${axis}-normal.woff2`;
  const data = readPackageFile(`${family.package}/files/${file}`).toString('base64');
  return (
    `@font-face{font-family:"${family.name}";font-style:normal;` +
    `font-weight:${weight === 'variable' ? '100 900' : weight};unicode-range:${subset.unicodeRange};` +
    `src:url(data:font/woff2;base64,${data}) format("woff2")}`
  );
};

export const createFontLibrary = (): FontLibrary => {
  const subsetsOf = new Map<FontFamily, Subset[]>();
  const faceCache = new Map<string, string>();

  const subsets = (family: FontFamily): Subset[] => {
    const known = subsetsOf.get(family) ?? readSubsets(family);
    subsetsOf.set(family, known);
    return known;
  };

  return {
    subsetFor: (family, codePoint) =>
      subsets(family).find(({ ranges }) => includesCodePoint(ranges, codePoint))?.name,

    faces: (family, name, bold) => {
      const key = `${family.name}/${name}${bold ? '/bold' : ''}`;
      const known = faceCache.get(key);
      if (known !== undefined) return known;
      const subset = subsets(family).find((candidate) => candidate.name === name);
      if (subset === undefined) throw new RangeError(`${family.name} has no subset ${name}`);
      const weights =
        family.weights === 'variable'
          ? (['variable'] as const)
          : family.weights.filter((weight) => bold || weight === 400);
      const css = weights.map((weight) => readFace(family, subset, weight)).join('\n');
      faceCache.set(key, css);
      return css;
    },
  };
};
