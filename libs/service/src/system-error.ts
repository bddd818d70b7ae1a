import { messageOf, ServiceError } from './service-error.ts';

/** What the operating system refused (Node's `code`), where an operator can act. */
const refusals: Record<string, { code: string; remedy: string }> = {
  ENOSPC: { code: 'disk_full', remedy: "Make room on the service's disk" },
  EDQUOT: { code: 'disk_full', remedy: "Raise the quota of the service's disk" },
  EROFS: { code: 'disk_full', remedy: 'Mount the disk of the service so that it can be written' },
  EACCES: { code: 'file_access_denied', remedy: 'Give the user of the service this right' },
  EPERM: { code: 'file_access_denied', remedy: 'Give the user of the service this right' },
};

/**
 * The operating system's errors in our words: `disk_full` and `file_access_denied` wait for an operator. Anything else is the
 * error itself. The last to be asked: an engine's error has been translated by the engine's own library.
 */
export const translateSystemError = (error: unknown): unknown => {
  if (error instanceof ServiceError || !(error instanceof Error) || !('code' in error)) return error;
  const refusal = refusals[String(error.code)];
  if (!refusal) return error;
  return new ServiceError({
    code: refusal.code,
    message: `${refusal.remedy}: ${messageOf(error)}.`,
    fate: 'operator',
    cause: error,
  });
};
