import type { Fault } from '@reports/contracts';
import { type Fate, ServiceError } from '@reports/service';
import { problemKinds, type ProblemCode } from './catalogue.ts';

/** An error that the API answers as it stands. */
export class ProblemError extends ServiceError {
  declare readonly code: ProblemCode;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor({
    code,
    message,
    faults = [],
    headers = {},
    cause,
  }: {
    code: ProblemCode;
    /** For a person: what is wrong here and what to do. */
    message: string;
    faults?: readonly Fault[];
    headers?: Readonly<Record<string, string>>;
    cause?: unknown;
  }) {
    const { status } = problemKinds[code];
    super({
      code,
      message,
      fate: fateOfProblem(code, status),
      cause,
    });
    this.name = 'ProblemError';
    this.faults = faults;
    this.headers = headers;
  }
}

const fateOfProblem = (code: ProblemCode, status: number): Fate => {
  if (status === 429 || status === 503 || code === 'request_in_progress') return 'passing';
  return status >= 500 ? 'fault' : 'client';
};

/** A 400 that names every fault. */
export const invalidRequest = (faults: readonly Fault[]): ProblemError => {
  const [first] = faults;
  return new ProblemError({
    code: 'invalid_request',
    message:
      faults.length === 1 && first
        ? `${first.pointer || 'The body'} ${first.detail}.`
        : `The request has ${faults.length} faults: see errors.`,
    faults,
  });
};
