/** A font family that comes with the project, as a package that splits it into files by Unicode range. */
export interface FontFamily {
  name: string;
  package: string;
  /** The files of the package that are used, by their names in its `unicode.json`; absent: all of them. */
  subsets?: readonly string[];
  /** Ranges of a subset that its package states wrongly. */
  ranges?: Readonly<Record<string, string>>;
  /** Weights that have a file each; `variable` is one file for all of them. Images have no others (infra/docker/install-packages.sh). */
  weights: readonly (400 | 600)[] | 'variable';
}

const bothWeights = [400, 600] as const;

const script = (name: string, subset: string): FontFamily => ({
  name: `Noto Sans ${name}`,
  package: `@fontsource/noto-sans-${subset}`,
  subsets: [subset],
  weights: bothWeights,
});

/**
 * Chinese, Japanese and Korean share code points but not shapes. Their fonts have over a hundred files each; as static
 * files they would take 80 MB apiece, as variable ones 5 MB. In a PDF a variable font's glyphs become Type 3 outlines:
 * as sharp and as searchable, a little larger.
 */
const cjk = (name: string): FontFamily => ({
  name: `Noto Sans ${name}`,
  package: `@fontsource-variable/noto-sans-${name.toLowerCase()}`,
  weights: 'variable',
});

const [simplifiedChinese, traditionalChinese, japanese, korean] = [
  cjk('SC'),
  cjk('TC'),
  cjk('JP'),
  cjk('KR'),
];

/** Which font writes which script. The first that has a character writes it. */
const scripts: readonly FontFamily[] = [
  {
    name: 'Noto Sans',
    package: '@fontsource/noto-sans',
    subsets: ['latin', 'latin-ext', 'vietnamese', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext'],
    weights: bothWeights,
  },
  script('Devanagari', 'devanagari'),
  script('Bengali', 'bengali'),
  script('Gurmukhi', 'gurmukhi'),
  script('Gujarati', 'gujarati'),
  script('Oriya', 'oriya'),
  script('Tamil', 'tamil'),
  script('Telugu', 'telugu'),
  script('Kannada', 'kannada'),
  script('Malayalam', 'malayalam'),
  script('Sinhala', 'sinhala'),
  script('Arabic', 'arabic'),
  script('Hebrew', 'hebrew'),
  script('Thaana', 'thaana'),
  script('Thai', 'thai'),
  script('Lao', 'lao'),
  script('Khmer', 'khmer'),
  script('Myanmar', 'myanmar'),
  script('Georgian', 'georgian'),
  script('Armenian', 'armenian'),
  script('Ethiopic', 'ethiopic'),
];

const mathematics: FontFamily = {
  name: 'Noto Sans Math',
  package: '@fontsource/noto-sans-math',
  subsets: ['latin'],
  // One file, said to hold Latin: these are the blocks that it is for.
  ranges: { latin: 'U+2190-21FF,U+2200-23FF,U+27C0-27FF,U+2900-2BFF,U+1D400-1D7FF' },
  weights: [400],
};

const symbols: readonly FontFamily[] = [
  {
    name: 'Noto Sans Symbols 2',
    package: '@fontsource/noto-sans-symbols-2',
    subsets: ['symbols', 'braille'],
    weights: [400],
  },
  { name: 'Noto Emoji', package: '@fontsource/noto-emoji', weights: bothWeights },
];

const kana = /[\u3040-\u30ff\uff66-\uff9d]/u;
const hangul = /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/u;

/** All families in the order in which they are asked for a character; kana and hangul tell whose Han shapes to use. */
export const familiesFor = (characters: string): readonly FontFamily[] => {
  const first = kana.test(characters) ? japanese : hangul.test(characters) ? korean : simplifiedChinese;
  const han = [simplifiedChinese, traditionalChinese, japanese, korean].toSorted(
    (a, b) => Number(b === first) - Number(a === first),
  );
  return [...scripts, mathematics, ...han, ...symbols];
};
