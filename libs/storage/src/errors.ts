import { type Fate, ServiceError } from '@reports/service';

/** Whether storage answered with one of these codes or HTTP statuses. */
export const hasCode = (error: unknown, ...codes: string[]): boolean => {
  if (!(error instanceof Error)) return false;
  const { httpStatusCode } = ('$metadata' in error ? error.$metadata : {}) as { httpStatusCode?: number };
  return codes.includes(error.name) || codes.includes(String(httpStatusCode));
};

/** Calls storage: what it throws is an error of ours, or the signal's reason once that is aborted. */
export const calling = async <Result>(
  key: string,
  call: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> => {
  signal?.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    signal?.throwIfAborted();
    throw translateError(error, key);
  }
};

interface Kind {
  /** S3's codes, and what servers of other makes say in their place. */
  codes: readonly string[];
  code: string;
  fate: Fate;
  message: (key: string) => string;
}

const kinds: readonly Kind[] = [
  {
    codes: ['NoSuchKey', 'NotFound'],
    code: 'object_missing',
    fate: 'client',
    message: (key) => `There is no object "${key}" in storage: it was deleted, or its time was up`,
  },
  {
    codes: ['PreconditionFailed', 'ConditionalRequestConflict', '412'],
    code: 'object_exists',
    fate: 'passing',
    message: (key) =>
      `The object "${key}" is in storage already, and nothing is written twice: the next attempt has another key`,
  },
  {
    codes: ['RequestTimeTooSkewed'],
    code: 'storage_clock_differs',
    fate: 'operator',
    message: () => "Storage's clock and ours differ by minutes: set both by NTP",
  },
  {
    codes: [
      'AccessDenied',
      'AllAccessDisabled',
      'AccountProblem',
      'ExpiredToken',
      'InvalidAccessKeyId',
      'InvalidToken',
      'SignatureDoesNotMatch',
      '403',
    ],
    code: 'storage_access_denied',
    fate: 'operator',
    message: () => 'Storage refuses our credentials: check S3_ACCESS_KEY, S3_SECRET_KEY and what they may do',
  },
  {
    codes: [
      'XMinioStorageFull',
      'XMinioDiskFull',
      'XMinioAdminBucketQuotaExceeded',
      'InsufficientStorage',
      'InsufficientCapacity',
      'QuotaExceeded',
      '507',
    ],
    code: 'storage_full',
    fate: 'operator',
    message: () => 'Storage is full: make room, or raise its quota',
  },
  {
    codes: ['NoSuchBucket', 'InvalidBucketName'],
    code: 'bucket_missing',
    fate: 'operator',
    message: (key) => `The bucket is missing (asked for "${key}"): make it, or correct S3_BUCKET`,
  },
];

/** What storage threw, as an error of ours. `key` is the object or bucket that was asked for. */
export const translateError = (error: unknown, key: string): ServiceError => {
  if (error instanceof ServiceError) return error;
  const kind = kinds.find(({ codes }) => hasCode(error, ...codes));
  const said = error instanceof Error ? error.message || error.name : String(error);
  if (kind) {
    const { code, fate, message } = kind;
    return new ServiceError({
      code,
      fate,
      message: fate === 'operator' ? `${message(key)}. It says: ${said}` : `${message(key)}.`,
      cause: error,
    });
  }
  return new ServiceError({
    code: 'storage_unavailable',
    message: `Storage failed on "${key}": ${said}`,
    fate: 'passing',
    cause: error,
  });
};

/** An object that is not the one that was stored: something outside of us cut it or wrote over it. */
export const damagedObject = (key: string, found: string): ServiceError =>
  new ServiceError({
    code: 'object_damaged',
    message: `The object "${key}" is not the one that was stored: ${found}. Post the report again to have it made again.`,
    fate: 'client',
  });
