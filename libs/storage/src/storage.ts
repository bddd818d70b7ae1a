import type { Readable } from 'node:stream';

export interface StoredObject {
  key: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** Storage's own name for these bytes: another one means other bytes. */
  etag: string;
}

export interface ListedObject {
  key: string;
  bytes: number;
  lastModified: Date;
}

export interface ReadOptions {
  range?: { offset: number; length: number };
  /** How long the whole object must be: any other length throws `object_damaged`, before the first byte. */
  bytes?: number;
  /** Ends the reading; its reason is thrown. */
  signal?: AbortSignal;
}

/** What storage does by itself, as far as it lets us say so. */
export interface BucketRules {
  /** This user may not set them: whoever prepared the bucket has. */
  leftToOperator?: true;
  /** Why storage does not delete objects whose time is up. */
  retentionRefused?: string;
  /** Why storage does not throw away uploads that were never finished. */
  unfinishedRefused?: string;
}

/**
 * The bucket. Every call throws `storage_unavailable` when storage is away, and the reason of its signal once that is
 * aborted.
 */
export interface Storage {
  /**
   * Stores bytes or a stream of any length, once, and says what was stored. Throws `object_exists` where the key is taken and storage
   * can tell. A stream's own error is thrown as it is, and nothing is stored.
   */
  put: (
    key: string,
    body: Buffer | Readable,
    contentType: string,
    signal?: AbortSignal,
  ) => Promise<StoredObject>;
  /**
   * Reads an object, or a part of it. Throws `object_missing` or `object_damaged`; the stream fails with
   * `storage_unavailable` when it breaks off.
   */
  get: (key: string, options?: ReadOptions) => Promise<Readable>;
  /** Reads a whole small object. */
  getBuffer: (key: string, options?: Omit<ReadOptions, 'range'>) => Promise<Buffer>;
  /** Undefined when there is no such object. */
  stat: (
    key: string,
    signal?: AbortSignal,
  ) => Promise<{ bytes: number; etag: string; lastModified: Date } | undefined>;
  /**
   * Copies inside the bucket, without the bytes passing through here, at most {@link maxCopyBytes}. Throws `object_missing`, or
   * `object_damaged` where the source or the copy is not what was stored.
   */
  copy: (
    from: Pick<StoredObject, 'key' | 'bytes' | 'etag'>,
    to: string,
    contentType: string,
    signal?: AbortSignal,
  ) => Promise<void>;
  remove: (key: string, signal?: AbortSignal) => Promise<void>;
  /** The objects whose keys start so, a thousand at a time, by key. */
  list: (prefix: string, signal?: AbortSignal) => AsyncGenerator<ListedObject[], void>;
  /** Throws away what was uploaded in parts and never finished, begun before an instant; says how many. */
  dropUnfinished: (before: Date, signal?: AbortSignal) => Promise<number>;
  /** Makes the bucket if it is missing, and says how long objects live, by the first part of their key. */
  ensureBucket: () => Promise<BucketRules>;
  /** Throws when storage does not answer or the bucket is missing. */
  ping: () => Promise<void>;
}

/** What S3 copies in one call. */
export const maxCopyBytes = 5 * 1024 ** 3;
