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
  let piece = Buffer.allocUnsafe(pieceBytes);
  let length = 0;
  let rows = 0;
  let quoted = false;

  for await (const chunk of copied) {
    // Twice the chunk is the most that it can become.
    if (length + 2 * chunk.length > piece.length) {
      if (length > 0) yield { bytes: piece.subarray(0, length), rows };
      piece = Buffer.allocUnsafe(Math.max(pieceBytes, 2 * chunk.length));
      length = 0;
      rows = 0;
    }
    // A loop over bytes, written for the compiler: a gigabyte a second.
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
  }
  if (length > 0) yield { bytes: piece.subarray(0, length), rows };
}
