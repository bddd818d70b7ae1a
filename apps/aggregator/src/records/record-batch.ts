import type { SQL } from 'drizzle-orm';

/** Records of one message, checked and written as rows. They wait as text: objects that wait are what the collector of garbage has to copy. */
export interface RecordBatch {
  /** Records of the message. */
  count: number;
  rows: readonly TableRows[];
}

/** Rows of one table: JSON objects with commas between them. */
export interface TableRows {
  table: RecordTable;
  json: string;
}

/** How a kind of record is stored: one statement for any number of records. */
export interface RecordTable {
  /** A record with its fields under the names of the columns; absent where they are those already. */
  toRow?: (record: never) => object;
  /** `rows` is a JSON array of records, each with its `version`. With `hasTombstones`, those that were deleted are left out. */
  statement: (workspaceId: string, rows: string, options: { hasTombstones: boolean }) => SQL;
}
