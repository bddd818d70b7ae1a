import { describe, expect, test } from 'vitest';
import { createFontLibrary } from './font-library.ts';
import { selectFonts } from './select-fonts.ts';

const library = createFontLibrary();

/** `family weight` of each embedded face. */
const faces = (text: string, bold = ''): string[] =>
  [...selectFonts(library, text, bold).css.matchAll(/font-family:"([^"]+)".*?font-weight:([\d ]+)/g)].map(
    ([, family, weight]) => `${family} ${weight}`,
  );

describe('fonts of a report', () => {
  test('a Latin report carries two small files', () => {
    const { css, stack, missing } = selectFonts(library, 'QA performance — 85.2 · “Anaïs” ↑ −1.0', '');
    expect(faces('QA performance')).toEqual(['Noto Sans 400', 'Noto Sans 600']);
    expect(css.length).toBeLessThan(60_000);
    expect(stack).toBe('"Noto Sans"');
    expect(missing).toEqual([]);
  });

  test.each([
    ['Łukasz', 'Noto Sans'],
    ['Ольга', 'Noto Sans'],
    ['Ελένη', 'Noto Sans'],
    ['Nguyễn', 'Noto Sans'],
    ['अमित शर्मा', 'Noto Sans Devanagari'],
    ['অমিত', 'Noto Sans Bengali'],
    ['ਅਮਿਤ', 'Noto Sans Gurmukhi'],
    ['અમિત', 'Noto Sans Gujarati'],
    ['ଅମିତ', 'Noto Sans Oriya'],
    ['கார்த்திக்', 'Noto Sans Tamil'],
    ['అమిత్', 'Noto Sans Telugu'],
    ['ಅಮಿತ್', 'Noto Sans Kannada'],
    ['അമിത്', 'Noto Sans Malayalam'],
    ['අමිත්', 'Noto Sans Sinhala'],
    ['محمد', 'Noto Sans Arabic'],
    ['דוד', 'Noto Sans Hebrew'],
    ['ދިވެހި', 'Noto Sans Thaana'],
    ['สมชาย', 'Noto Sans Thai'],
    ['ສົມຊາຍ', 'Noto Sans Lao'],
    ['សុខា', 'Noto Sans Khmer'],
    ['အောင်', 'Noto Sans Myanmar'],
    ['გიორგი', 'Noto Sans Georgian'],
    ['Արամ', 'Noto Sans Armenian'],
    ['አበበ', 'Noto Sans Ethiopic'],
    ['王小明', 'Noto Sans SC'],
    ['山田さくら', 'Noto Sans JP'],
    ['김민준', 'Noto Sans KR'],
    ['≥ 80', 'Noto Sans Math'],
    ['📞', 'Noto Emoji'],
  ])('%s is written in %s', (name, family) => {
    const { stack, missing } = selectFonts(library, name, '');
    expect(stack).toContain(`"${family}"`);
    expect(missing).toEqual([]);
  });

  test('a script brings its own files and no more', () => {
    expect(faces('தமிழ்')).toEqual(['Noto Sans 400', 'Noto Sans 600', 'Noto Sans Tamil 400']);
    expect(faces('தமிழ்', 'தமிழ்')).toContain('Noto Sans Tamil 600');
  });

  test('Han characters beside kana take Japanese shapes', () => {
    expect(selectFonts(library, '山田', '').stack).toBe('"Noto Sans","Noto Sans SC"');
    expect(selectFonts(library, '山田さくら', '').stack).toBe('"Noto Sans","Noto Sans JP"');
  });

  test('characters that no font has are named', () => {
    expect(selectFonts(library, 'A\u{13000}B', '').missing).toEqual(['\u{13000}']);
  });
});
