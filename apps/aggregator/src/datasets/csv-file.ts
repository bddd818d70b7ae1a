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

/** Byte by byte, in a function of its own: the compiler makes a gigabyte a second of it, a fifth of that inside the generator. */
const write = (writer: Writer, chunk: Buffer, endsInList: boolean): void => {
  const { piece } = writer;
  let { length, rows, quoted } = writer;
  for (let index = 0; index < chunk.length; index += 1) {
    const byte = chunk[index] as number;
    if (byte === quote) quoted = !quoted;
    else if (byte === lineFeed && !quoted) {
      piece[length] = carriageReturn;
      length += 1;
      rows += 1;
    }
    piece[length] = endsInList && byte === separator ? comma : byte;
    length += 1;
  }
  writer.length = length;
  writer.rows = rows;
  writer.quoted = quoted;
};
