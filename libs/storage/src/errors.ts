import { ServiceError } from '@reports/service';

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

/** What storage threw, as an error of ours. `key` is the object or bucket that was asked for. */
export const translateError = (error: unknown, key: string): ServiceError => {
  if (error instanceof ServiceError) return error;
  if (hasCode(error, 'NoSuchKey', 'NotFound')) {
    return new ServiceError({
      code: 'object_missing',
      message: `There is no object "${key}" in storage: it was deleted, or its time was up.`,
      retryable: false,
      cause: error,
    });
  }
  if (hasCode(error, 'AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch')) {
    return new ServiceError({
      code: 'storage_access_denied',
      message: 'Storage refuses our credentials: check S3_ACCESS_KEY and S3_SECRET_KEY.',
      retryable: true,
      cause: error,
    });
  }
  return new ServiceError({
    code: 'storage_unavailable',
    message: `Storage failed on "${key}": ${error instanceof Error ? error.message || error.name : String(error)}`,
    retryable: true,
    cause: error,
  });
};
