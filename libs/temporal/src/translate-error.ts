import { type Fate, ServiceError } from '@reports/service';

interface Kind {
  matches: (error: Error, status: number | undefined) => boolean;
  code: string;
  fate: Fate;
  message: string;
}

/** gRPC's names for its status codes. */
const grpc = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  aborted: 10,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const passing: ReadonlySet<number> = new Set([
  grpc.cancelled,
  grpc.deadlineExceeded,
  grpc.resourceExhausted,
  grpc.aborted,
  grpc.internal,
  grpc.unavailable,
]);

/** Temporal's errors that say something of the server, not of the call. The first that matches counts. */
const kinds: readonly Kind[] = [
  {
    matches: (error, status) =>
      error.name === 'NamespaceNotFoundError' ||
      (status === grpc.notFound && /namespace\b.*\bnot found/i.test(error.message)),
    code: 'temporal_namespace_missing',
    fate: 'operator',
    message: 'Temporal has no namespace of the name in TEMPORAL_NAMESPACE: make it, or correct the name.',
  },
  {
    matches: (error, status) =>
      status === grpc.invalidArgument && /search attribute|no mapping defined/i.test(error.message),
    code: 'temporal_search_attribute_missing',
    fate: 'operator',
    message: 'Temporal does not know a search attribute of ours: the scheduler registers them, if it may.',
  },
  {
    matches: (_, status) => status === grpc.permissionDenied || status === grpc.unauthenticated,
    code: 'temporal_access_denied',
    fate: 'operator',
    message: 'Temporal refuses us: check the rights of the service in the namespace.',
  },
  {
    matches: (_, status) => status !== undefined && passing.has(status),
    code: 'temporal_unavailable',
    fate: 'passing',
    message: 'Temporal cannot be reached.',
  },
];

/**
 * A call's error in our words, when it says something of the server: `temporal_unavailable` passes; `temporal_access_denied`,
 * `temporal_namespace_missing` and `temporal_search_attribute_missing` wait for an operator. Else the error itself.
 */
export const translateTemporalError = (error: unknown): unknown => {
  if (error instanceof ServiceError) return error;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const origin = cause;
    const status = 'code' in origin && typeof origin.code === 'number' ? origin.code : undefined;
    const kind = kinds.find(({ matches }) => matches(origin, status));
    if (!kind) continue;
    const { code, fate, message } = kind;
    return new ServiceError({ code, fate, message: `${message} It says: ${origin.message}`, cause: error });
  }
  return error;
};
