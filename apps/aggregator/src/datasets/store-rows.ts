import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { contentTypes } from '@reports/contracts';
import type { Storage } from '@reports/storage';
import type { CsvPiece } from './csv-file.ts';

export interface StoredRows {
  rowCount: number;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** Stores what is held still, and gives the ETag; a file that was too long to hold is stored already. */
  store: () => Promise<string>;
}

/** A file up to this size is held and stored in one request; a longer one goes up in parts as it comes. */
const maxHeldBytes = 4 * 1024 * 1024;

/** Reads all rows of `rows.csv`, and stores them if they are many. Few are held, so that the snapshot can end first. */
export const storeRows = async (
  storage: Storage,
  key: string,
  header: Buffer,
  pieces: AsyncGenerator<CsvPiece, void>,
  signal: AbortSignal,
): Promise<StoredRows> => {
  const held = [header];
  let bytes = header.length;
  let rowCount = 0;

  while (bytes <= maxHeldBytes) {
    const next = await pieces.next();
    if (next.done) {
      const file = Buffer.concat(held);
      return {
        rowCount,
        bytes,
        sha256: createHash('sha256').update(file).digest('hex'),
        store: async () => (await storage.put(key, file, contentTypes.csv, signal)).etag,
      };
    }
    held.push(next.value.bytes);
    bytes += next.value.bytes.length;
    rowCount += next.value.rows;
  }

  async function* all() {
    yield* held.splice(0);
    for await (const piece of pieces) {
      rowCount += piece.rows;
      yield piece.bytes;
    }
  }
  try {
    const body = Readable.from(all(), { objectMode: false });
    const { etag, ...stored } = await storage.put(key, body, contentTypes.csv, signal);
    return { rowCount, bytes: stored.bytes, sha256: stored.sha256, store: () => Promise.resolve(etag) };
  } finally {
    // Storage may have failed first: then the query must end too.
    await pieces.return();
  }
};
