/**
 * What becomes of what an error stopped:
 *
 * - `passing`: an engine is away or busy. It is waited for, up to a day.
 * - `operator`: somebody who runs the platform must act: a grant, a bucket, credentials, a full disk. It is waited for as well, and
 *   shown: in `/readyz`, as a metric, in the workflow's details.
 * - `client`: what was asked for cannot be had, however often it is asked. It ends at once.
 * - `fault`: ours. It is tried a few times over a few minutes, then it ends.
 */
export type Fate = 'passing' | 'operator' | 'client' | 'fault';

export interface ServiceErrorOptions {
  /** snake_case, stable: what a program reads. */
  code: string;
  /** For a person: what is wrong and what to do. */
  message: string;
  fate: Fate;
  cause?: unknown;
}

/** An error that says what it is, in words, and what becomes of what it stopped. Each edge translates it once. */
export class ServiceError extends Error {
  readonly code: string;
  readonly fate: Fate;

  constructor({ code, message, fate, cause }: ServiceErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ServiceError';
    this.code = code;
    this.fate = fate;
  }
}

/**
 * Something that a newer release wrote and this one does not know. It waits: while both run side by side, a service of that release
 * takes it. `what` names it: `filter "team"`.
 */
export const newerVersion = (what: readonly string[]): ServiceError =>
  new ServiceError({
    code: 'newer_version',
    message: `A newer release wrote it, with what this one does not know: ${what.join(', ')}. It waits for a service of that release.`,
    fate: 'passing',
  });

/** What nobody foresaw is a fault. */
export const fateOf = (error: unknown): Fate => (error instanceof ServiceError ? error.fate : 'fault');

/** Whether the same call succeeds later, once an engine is back or an operator has acted. */
export const isWaitedFor = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && (error.fate === 'passing' || error.fate === 'operator');

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
