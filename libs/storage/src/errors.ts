import { type Fate, ServiceError } from '@reports/service';

export const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** Calls storage: what it throws is an error of ours. */
export const calling = async <Result>(key: string, call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (error) {
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
    codes: [
      'AccessDenied',
      'AllAccessDisabled',
      'AccountProblem',
      'ExpiredToken',
      'InvalidAccessKeyId',
      'InvalidToken',
      'SignatureDoesNotMatch',
    ],
    code: 'storage_access_denied',
    fate: 'operator',
    message: () => 'Storage refuses our credentials: check S3_ACCESS_KEY, S3_SECRET_KEY and what they may do',
  },
  {
    codes: ['RequestTimeTooSkewed'],
    code: 'storage_clock_differs',
    fate: 'operator',
    message: () => "Storage's clock and ours differ by minutes: set both by NTP",
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
