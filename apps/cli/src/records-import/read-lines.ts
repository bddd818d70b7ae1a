import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** A line of a file as an editor counts it, with what ended it. */
export interface Line {
  /** From 1. */
  number: number;
  text: string;
  /** `\n`, `\r\n` or `\r`; empty at the end of a file whose last line is not ended. */
  ending: string;
}

/** Lines that came together, and how far the file has been read. */
export interface LineBlock {
  lines: Line[];
  bytesRead: number;
}

const byteOrderMarks = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
] as const;

/** By the file's byte order mark; by its zero bytes where a UTF-16 file has none; else UTF-8. */
export const detectEncoding = async (file: string): Promise<string> => {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    const start = buffer.subarray(0, bytesRead);
    const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => start[index] === byte));
    if (marked) return marked[0];
    const zerosAt = (parity: number) =>
      start.filter((byte, index) => byte === 0 && index % 2 === parity).length;
    if (zerosAt(1) > bytesRead / 8) return 'utf-16le';
    return zerosAt(0) > bytesRead / 8 ? 'utf-16be' : 'utf-8';
  } finally {
    await handle.close();
  }
};

const lineEnd = /\r\n|\n|\r/g;

/** Reads a file of any size line by line. Bytes that are none of the encoding's become U+FFFD. */
export async function* readLines(file: string, encoding: string): AsyncGenerator<LineBlock, void> {
  // Takes the byte order mark away.
  const decoder = new TextDecoder(encoding);
  let number = 1;
  let held = '';
  let bytesRead = 0;

  const split = (text: string, isEnd: boolean): Line[] => {
    const lines: Line[] = [];
    let start = 0;
    for (const { index, 0: ending } of text.matchAll(lineEnd)) {
      // The line feed that belongs to it may be the next piece's first character.
      if (ending === '\r' && index === text.length - 1 && !isEnd) break;
      lines.push({ number, text: text.slice(start, index), ending });
      number += 1;
      start = index + ending.length;
    }
    held = text.slice(start);
    if (isEnd && held !== '') lines.push({ number, text: held, ending: '' });
    return lines;
  };

  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    bytesRead += (chunk as Buffer).length;
    yield { lines: split(held + decoder.decode(chunk as Buffer, { stream: true }), false), bytesRead };
  }
  yield { lines: split(held + decoder.decode(), true), bytesRead };
}
