import { listSeparator } from '../reports/report-queries.ts';

const [quote, lineFeed, carriageReturn, comma] = [0x22, 0x0a, 0x0d, 0x2c];
const separator = listSeparator.charCodeAt(0);
/** Pieces are at least this large, but for the last. */
const pieceBytes = 256 * 1024;

/** RFC 4180: a header line. Text cells alone, none of which starts like a formula. */
export const headerLine = (names: readonly string[]): Buffer =>
  Buffer.from(
    `${names.map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',')}\r\n`,
  );

/**
 * Takes off the first row of what COPY gives, and reads its cells, each of which is empty or text in hexadecimal. The rows that follow are to be
 * read to their end, or returned.
 */
export const takeFirstRow = async (
  copied: AsyncIterable<Buffer>,
): Promise<{ cells: string[]; rows: AsyncIterable<Buffer> }> => {
  const chunks = copied[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let end = -1;
  while (end < 0) {
    const next = await chunks.next();
    if (next.done) throw new Error('The query of the rows gave no first row');
    end = next.value.indexOf(lineFeed);
    parts.push(end < 0 ? next.value : next.value.subarray(0, end));
    if (end >= 0) parts.push(next.value.subarray(end + 1));
  }
  const rest = parts.pop() ?? Buffer.alloc(0);
  async function* rows() {
    yield rest;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  const cells = Buffer.concat(parts)
    .toString('latin1')
    .split(',')
    .map((cell) => Buffer.from(cell, 'hex').toString());
  return { cells, rows: rows() };
};

export interface CsvPiece {
  bytes: Buffer;
  /** Rows that end in it. */
  rows: number;
}

/**
 * What COPY gives in CSV, as the file has it: each row's end, a LF outside quotes, becomes CRLF. With `endsInList` a
 * {@link listSeparator} becomes a comma, which makes one cell several.
 */
export async function* csvPieces(
  copied: AsyncIterable<Buffer>,
  { endsInList = false }: { endsInList?: boolean } = {},
): AsyncGenerator<CsvPiece, void> {
  const writer: Writer = { piece: Buffer.allocUnsafe(pieceBytes), length: 0, rows: 0, quoted: false };
  for await (const chunk of copied) {
    // Twice the chunk is the most that it can become.
    if (writer.length + 2 * chunk.length > writer.piece.length) {
      if (writer.length > 0) yield { bytes: writer.piece.subarray(0, writer.length), rows: writer.rows };
      writer.piece = Buffer.allocUnsafe(Math.max(pieceBytes, 2 * chunk.length));
      writer.length = 0;
      writer.rows = 0;
    }
    write(writer, chunk, endsInList);
  }
  if (writer.length > 0) yield { bytes: writer.piece.subarray(0, writer.length), rows: writer.rows };
}

interface Writer {
  piece: Buffer;
  /** Bytes written, and rows that end in them. */
  length: number;
  rows: number;
  /** Whether what comes next is inside quotes. */
  quoted: boolean;
}

/** Row by row, or from quote to quote: finding and copying bytes are machine code, several times as fast as a loop over them. */
const write = (writer: Writer, chunk: Buffer, endsInList: boolean): void => {
  const { piece } = writer;
  const startedAt = writer.length;
  const copy = (from: number, to: number): void => {
    writer.length += chunk.copy(piece, writer.length, from, to);
  };

  let at = 0;
  let nextQuote = chunk.indexOf(quote);
  while (at < chunk.length) {
    const lineEnd = writer.quoted ? -1 : chunk.indexOf(lineFeed, at);
    if (lineEnd >= 0 && (nextQuote < 0 || lineEnd < nextQuote)) {
      copy(at, lineEnd);
      piece[writer.length] = carriageReturn;
      piece[writer.length + 1] = lineFeed;
      writer.length += 2;
      writer.rows += 1;
      at = lineEnd + 1;
    } else if (nextQuote >= 0) {
      copy(at, nextQuote + 1);
      writer.quoted = !writer.quoted;
      at = nextQuote + 1;
      nextQuote = chunk.indexOf(quote, at);
    } else {
      copy(at, chunk.length);
      at = chunk.length;
    }
  }
  if (!endsInList) return;
  for (let place = startedAt; place < writer.length; place += 1) {
    if (piece[place] === separator) piece[place] = comma;
  }
};
