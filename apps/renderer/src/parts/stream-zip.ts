import { once } from 'node:events';
import type { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface ZipEntry {
  name: string;
  content: Buffer;
}

/** A local header without extra fields (PKWARE's APPNOTE, 4.3.7): what stands before the bytes of an entry. */
const headerBytes = (name: string): number => 30 + Buffer.byteLength(name);

/** Also when nobody reads on. */
const untilDrained = async (output: PassThrough): Promise<void> => {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    await Promise.race([once(output, 'drain', { signal }), once(output, 'close', { signal })]);
  } finally {
    waiting.abort();
  }
};

/**
 * A ZIP as a stream, made while it is read: the next entry is asked for when the one before has gone out. Entries are stored as they are, with their
 * sizes before them, so that each can be read as a stretch of the ZIP: `onPlaced` is told where its bytes begin. An error of the entries is
 * the stream's; whoever destroys the stream ends them.
 */
export const streamZip = (
  entries: AsyncIterable<ZipEntry>,
  { modifiedAt, onPlaced }: { modifiedAt: Date; onPlaced: (entry: ZipEntry, offset: number) => void },
): Readable => {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  const write = async (): Promise<void> => {
    let end = 0;
    for await (const entry of entries) {
      if (output.destroyed) return;
      const offset = end + headerBytes(entry.name);
      zip.addBuffer(entry.content, entry.name, {
        mtime: modifiedAt,
        mode: 0o100644,
        compressionLevel: 0,
        // Else a header has the time once more, and its length is not this one.
        forceDosTimestamp: true,
      });
      onPlaced(entry, offset);
      end = offset + entry.content.length;
      if (output.writableNeedDrain) await untilDrained(output);
    }
    zip.end();
  };
  write().catch((error: unknown) => output.destroy(error as Error));
  return output;
};
