export interface ServiceErrorOptions {
  /** snake_case, stable: what a program reads. */
  code: string;
  /** For a person: what is wrong and what to do. */
  message: string;
  /** Whether the same call may succeed later without a change. */
  retryable: boolean;
  cause?: unknown;
}

/** An error that says what it is, in words, and whether to try again. Each edge translates it once. */
export class ServiceError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor({ code, message, retryable, cause }: ServiceErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ServiceError';
    this.code = code;
    this.retryable = retryable;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
