import { createReadStream } from 'node:fs';

/** A row of a file: a line, or in CSV perhaps several, since quoted cells hold line breaks. */
export interface Row {
  text: string;
  /** The line that it starts on, from 1. */
  line: number;
  /** Where the next row starts: bytes from the file's start. */
  end: number;
  /** The line that the next row starts on. */
  nextLine: number;
}

export interface Place {
  offset: number;
  line: number;
}

const [lineFeed, quote] = [0x0a, 0x22];
/** A row longer than this is no record: the file is of another kind. */
const maxRowBytes = 4 * 1024 * 1024;

/** Reads a file's rows from a place on, however long the file. With `quotes` a line break inside quotes ends no row. */
export async function* readRows(
  file: string,
  { from = { offset: 0, line: 1 }, quotes }: { from?: Place; quotes: boolean },
): AsyncGenerator<Row, void> {
  let { offset, line } = from;
  let start = line;
  let quoted = false;
  let held: Buffer[] = [];
  let heldBytes = 0;

  const take = (last: Buffer): string => {
    const text = (held.length === 0 ? last : Buffer.concat([...held, last])).toString();
    held = [];
    heldBytes = 0;
    return text.replace(/\r$/, '').replace(/^\uFEFF/, '');
  };

  for await (const chunk of createReadStream(file, { start: offset, highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer;
    let rowStart = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index];
      if (byte === quote && quotes) quoted = !quoted;
      if (byte !== lineFeed) continue;
      line += 1;
      if (quoted) continue;
      const text = take(bytes.subarray(rowStart, index));
      yield { text, line: start, end: offset + index + 1, nextLine: line };
      [rowStart, start] = [index + 1, line];
    }
    offset += bytes.length;
    held.push(bytes.subarray(rowStart));
    heldBytes += bytes.length - rowStart;
    if (heldBytes > maxRowBytes)
      throw new Error(`The row that starts on line ${start} is over 4 MB: is it records?`);
  }
  if (heldBytes > 0) yield { text: take(Buffer.alloc(0)), line: start, end: offset, nextLine: line + 1 };
}
