import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { ServiceError } from '@reports/service';

const unreadable = (what: string) =>
  new ServiceError({
    code: 'pdf_unreadable',
    message: `Chromium made a PDF in which there is no ${what}: it cannot be read.`,
    fate: 'fault',
  });

const matchAfter = (pdf: Buffer, from: number, pattern: RegExp, what: string): string => {
  // Dictionaries that matter here are short; a catalog's keys and the root of the page tree lie in their first bytes.
  const found = pattern.exec(pdf.toString('latin1', from, from + 4096));
  if (found?.[1] === undefined) throw unreadable(what);
  return found[1];
};

const entryBytes = 20;

/** The way into a PDF that Chromium printed. */
export interface PdfObjects {
  pdf: Buffer;
  /** Where its cross-reference table begins. */
  table: number;
  /** The number that the next object may have. */
  size: number;
  catalog: number;
  info: number;
  /** The dictionary of the trailer's `/ID`, as it is; empty where there is none. */
  id: string;
  /** Where each object begins, by its number; 0 where the number is free. */
  offsets: readonly number[];
  /** An object's text as it is, from its first key on: `<<...>>`. */
  dictionaryOf: (object: number) => string;
  /** What a compressed stream holds. */
  streamOf: (object: number) => Promise<Buffer>;
  /** The objects whose first key is this type. */
  ofType: (type: 'Page' | 'Font') => number[];
  /** A number or name in an object: the first group of the pattern. */
  find: (object: number, pattern: RegExp, what: string) => string;
}

const inflated = promisify(inflate);
const deflated = promisify<Buffer, { level: number }, Buffer>(deflate);

/** A stream as an object's text. The lowest level: twice as fast as the usual one, a tenth larger. */
export const compressedStream = async (content: Buffer): Promise<Buffer> => {
  const bytes = await deflated(content, { level: 1 });
  return Buffer.concat([
    Buffer.from(`<</Filter /FlateDecode\n/Length ${bytes.length}>> stream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
};

/**
 * Finds the objects of a PDF by the way a reader takes (ISO 32000-1, 7.5): the trailer names the catalog, and the cross-reference table
 * says where each object lies. The file has one plain table of 20 bytes for each object.
 */
export const openPdf = (pdf: Buffer): PdfObjects => {
  const trailer = pdf.lastIndexOf('trailer');
  if (trailer < 0) throw unreadable('trailer');
  const table = Number(matchAfter(pdf, trailer, /startxref\s+(\d+)/, 'cross-reference table'));
  const head = /^xref\s+0 (\d+)\s+/.exec(pdf.toString('latin1', table, table + 64));
  if (head === null) throw unreadable('cross-reference table');
  const size = Number(head[1]);
  const entries = pdf.toString('latin1', table + head[0].length, table + head[0].length + size * entryBytes);
  const offsets = Array.from({ length: size }, (_, object) => {
    const entry = object * entryBytes;
    return entries[entry + 17] === 'n' ? Number(entries.slice(entry, entry + 10)) : 0;
  });
  const offsetOf = (object: number): number => offsets[object] ?? 0;
  return {
    pdf,
    table,
    size,
    offsets,
    catalog: Number(matchAfter(pdf, trailer, /\/Root (\d+) \d+ R/, 'catalog')),
    info: Number(matchAfter(pdf, trailer, /\/Info (\d+) \d+ R/, 'information')),
    id: /\/ID\s*(\[[^\]]*\])/.exec(pdf.toString('latin1', trailer))?.[1] ?? '',
    dictionaryOf: (object) => {
      const start = pdf.indexOf('<<', offsetOf(object));
      return pdf.toString('latin1', start, pdf.indexOf('endobj', start)).trimEnd();
    },
    streamOf: (object) => {
      const from = offsetOf(object);
      const start = pdf.indexOf('stream\n', from) + 'stream\n'.length;
      const length = Number(
        matchAfter(pdf, from, /\/Filter \/FlateDecode\s*\/Length (\d+)/, 'compressed stream'),
      );
      return inflated(pdf.subarray(start, start + length));
    },
    ofType: (type) => {
      const key = new RegExp(`^\\d+ 0 obj\\s*<</Type /${type}\\s`);
      return offsets.flatMap((offset, object) =>
        offset > 0 && key.test(pdf.toString('latin1', offset, offset + 48)) ? [object] : [],
      );
    },
    find: (object, pattern, what) => matchAfter(pdf, offsetOf(object), pattern, what),
  };
};

/**
 * The PDF with some objects replaced and some added after its last one, under one new table. What is neither stays as it is, to the byte.
 * `bodies` are texts of objects by their number, without `obj` and `endobj`; numbers from `size` on are new and without gaps.
 */
export const replaceObjects = (
  { pdf, table, size, offsets, catalog, info, id }: PdfObjects,
  bodies: ReadonlyMap<number, Buffer>,
): Buffer => {
  const parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const moved = new Map<number, number>();
  const inFile = offsets
    .map((offset, object) => ({ offset, object }))
    .filter(({ offset }) => offset > 0)
    .toSorted((a, b) => a.offset - b.offset);
  const addObject = (object: number, body: Buffer): void => {
    moved.set(object, length);
    add(Buffer.concat([Buffer.from(`${object} 0 obj\n`), body, Buffer.from('\nendobj\n')]));
  };
  // Stretches of objects that stay are copied as one.
  let copiedTo = 0;
  for (const [index, { offset, object }] of inFile.entries()) {
    const body = bodies.get(object);
    if (body === undefined) {
      moved.set(object, length + offset - copiedTo);
      continue;
    }
    add(pdf.subarray(copiedTo, offset));
    addObject(object, body);
    copiedTo = inFile[index + 1]?.offset ?? table;
  }
  add(pdf.subarray(copiedTo, table));
  for (const [object, body] of bodies) if (object >= size) addObject(object, body);
  const newSize = Math.max(size, ...[...bodies.keys()].map((object) => object + 1));
  const entries = Array.from({ length: newSize }, (_, object) => {
    const offset = moved.get(object);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const newTable = length;
  add(
    Buffer.from(
      `xref\n0 ${newSize}\n${entries.join('')}trailer\n<</Size ${newSize} /Root ${catalog} 0 R /Info ${info} 0 R` +
        `${id === '' ? '' : ` /ID ${id}`}>>\nstartxref\n${newTable}\n%%EOF\n`,
      'latin1',
    ),
  );
  return Buffer.concat(parts);
};
