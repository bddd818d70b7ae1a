import type { SQL } from 'drizzle-orm';

/** Records of one message, checked. */
export interface RecordBatch {
  records: readonly unknown[];
  /** When the stream stored the message, in nanoseconds since 1970. */
  version: bigint;
}

/** How a kind of record is stored: one statement for any number of records. */
export interface RecordTable {
  /** A record with its fields under the names of the columns; absent where they are those already. */
  toRow?: (record: never) => object;
  /** `rows` is a JSON array of records, each with its `version`. With `hasTombstones`, those that were deleted are left out. */
  statement: (workspaceId: string, rows: string, options: { hasTombstones: boolean }) => SQL;
}
