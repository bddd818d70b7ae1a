import { EventEmitter, once } from 'node:events';
import type { SnapshotReader } from '@reports/database';
import type { Fragment } from '../sql/fragment.ts';
import type { CsvPiece } from './csv-file.ts';

/** Bytes of a part that are held while those before it are read. */
const maxHeldBytes = 8 * 1024 * 1024;

/** Rows that several queries give, one after another, read on as many connections as there are readers for them. */
export interface RowParts {
  /** Reads parts that nobody has begun, until there are none. */
  read: (reader: SnapshotReader) => Promise<void>;
  /** The rows in order. Returned early, it ends what is being read. */
  pieces: () => AsyncGenerator<CsvPiece, void>;
}

interface Part {
  query: Fragment;
  held: CsvPiece[];
  bytes: number;
  /** Undefined while it is read. */
  end?: { error?: unknown } | undefined;
}

/**
 * Readers take the parts in order, so the first that is not at its end always has one, or will. A reader whose part is not at its turn yet holds up to
 * 8 MiB of it, and waits then.
 */
export const createRowParts = (
  queries: readonly Fragment[],
  copy: (reader: SnapshotReader, query: Fragment) => AsyncGenerator<CsvPiece, void>,
): RowParts => {
  const parts = queries.map((query): Part => ({ query, held: [], bytes: 0 }));
  const waiting = [...parts];
  const changes = new EventEmitter().setMaxListeners(0);
  const changed = () => once(changes, 'change');
  const over = new AbortController();

  const readPart = async (reader: SnapshotReader, part: Part): Promise<void> => {
    for await (const piece of copy(reader, part.query)) {
      part.held.push(piece);
      part.bytes += piece.bytes.length;
      changes.emit('change');
      while (part.bytes > maxHeldBytes && !over.signal.aborted) await changed();
      if (over.signal.aborted) return;
    }
  };

  return {
    read: async (reader) => {
      for (let part = waiting.shift(); part !== undefined && !over.signal.aborted; part = waiting.shift()) {
        try {
          await readPart(reader, part);
          part.end = {};
        } catch (error) {
          part.end = { error };
          throw error;
        } finally {
          changes.emit('change');
        }
      }
    },
    pieces: async function* pieces() {
      try {
        for (const part of parts) {
          for (;;) {
            const piece = part.held.shift();
            if (piece) {
              part.bytes -= piece.bytes.length;
              changes.emit('change');
              yield piece;
            } else if (part.end) {
              if ('error' in part.end) throw part.end.error;
              break;
            } else await changed();
          }
        }
      } finally {
        over.abort();
        changes.emit('change');
      }
    },
  };
};
