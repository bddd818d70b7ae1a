import { metadataObjects, type PdfMetadata } from './metadata-objects.ts';
import { markArtifacts } from './mark-artifacts.ts';
import { compressedStream, openPdf, type PdfObjects, replaceObjects } from './pdf-objects.ts';

/** An entry of a glyph that has no letter of its own: a sign, or part of one. */
const withoutLetter = /^(<[0-9A-F]{4}>) <(?:0000|FEFF|FFFE)>$/gm;

/**
 * Glyphs that are part of a letter, as the dots of Arabic ones, are listed with the character 0, which ISO 14289-1, 7.21.7 forbids. The
 * letters stand beside them as `ActualText`, which readers go by; whoever does not is told that something stands there (U+FFFD).
 */
const nameGlyphs = (map: string): string => map.replaceAll(withoutLetter, '$1 <FFFD>');

const rewritten = async (
  { streamOf }: PdfObjects,
  object: number,
  rewrite: (content: string) => string,
): Promise<[number, Buffer][]> => {
  const before = (await streamOf(object)).toString('latin1');
  const after = rewrite(before);
  return before === after ? [] : [[object, await compressedStream(Buffer.from(after, 'latin1'))]];
};

const reference = (dictionary: string, key: string): number[] => {
  const [, object] = new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary) ?? [];
  return object === undefined ? [] : [Number(object)];
};

/** Makes what Chromium printed a PDF that anybody can read and file: by PDF/UA-1 (ISO 14289-1), with XMP. */
export const finishPdf = async (printed: Buffer, metadata: PdfMetadata): Promise<Buffer> => {
  const objects = openPdf(printed);
  const { dictionaryOf, ofType } = objects;
  const contents = ofType('Page').flatMap((page) => reference(dictionaryOf(page), 'Contents'));
  const maps = new Set(ofType('Font').flatMap((font) => reference(dictionaryOf(font), 'ToUnicode')));
  const bodies = await Promise.all([
    ...contents.map((content) => rewritten(objects, content, markArtifacts)),
    ...[...maps].map((map) => rewritten(objects, map, nameGlyphs)),
  ]);
  return replaceObjects(objects, new Map([...bodies.flat(), ...metadataObjects(objects, metadata)]));
};
