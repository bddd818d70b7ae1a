import { JetStreamApiError } from '@nats-io/jetstream';
import {
  AuthorizationError,
  PermissionViolationError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node';
import { messageOf, ServiceError } from '@reports/service';

interface Kind {
  matches: (error: Error) => boolean;
  code: string;
  message: string;
}

/** JetStream's `err_code`: resources of the account and of the server, and a store that failed. */
const fullCodes: ReadonlySet<number> = new Set([10_002, 10_023, 10_026, 10_027, 10_028, 10_047, 10_077]);
const disabledCodes: ReadonlySet<number> = new Set([10_039, 10_076]);

/** What an operator of the bus must put right. Anything else that the bus says passes. */
const kinds: readonly Kind[] = [
  {
    matches: (error) =>
      error instanceof PermissionViolationError ||
      error instanceof AuthorizationError ||
      error instanceof UserAuthenticationExpiredError,
    code: 'bus_access_denied',
    message:
      'NATS refuses us: check the user and password in NATS_URL, or NATS_CREDENTIALS_FILE, and what they may publish and read.',
  },
  {
    matches: (error) =>
      (error instanceof JetStreamApiError && fullCodes.has(error.code)) ||
      /no space left|insufficient (storage|resources)|resource limits exceeded/i.test(error.message),
    code: 'bus_full',
    message: 'JetStream has no room: make some on its disk, or raise the limits of the account or stream.',
  },
  {
    matches: (error) => error instanceof JetStreamApiError && disabledCodes.has(error.code),
    code: 'bus_without_jetstream',
    message: 'NATS runs without JetStream, or this account may not use it: enable it.',
  },
];

/**
 * What the client makes of a request that nobody answers. A cluster that has lost a server does not answer either until it has
 * another leader; what is known to be off says so by a code of its API.
 */
const isUnanswered = ({ name }: Error): boolean => name === 'JetStreamNotEnabled';

/**
 * What the bus threw, as an error of ours: `bus_access_denied`, `bus_full` and `bus_without_jetstream` wait for an operator,
 * everything else is `bus_unavailable`, which passes.
 */
export const translateBusError = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const origin = cause;
    const kind = kinds.find(({ matches }) => matches(origin));
    if (!kind) continue;
    return new ServiceError({
      code: kind.code,
      message: `${kind.message} It says: ${messageOf(origin)}`,
      fate: 'operator',
      cause: error,
    });
  }
  return busUnavailable(
    error,
    error instanceof Error && isUnanswered(error)
      ? 'JetStream does not answer. A cluster that lost a server has another leader in a few seconds; if it stays like this, NATS runs without JetStream.'
      : undefined,
  );
};

export const busUnavailable = (
  cause?: unknown,
  message = 'The message bus cannot be reached. Try again in a few seconds.',
): ServiceError => new ServiceError({ code: 'bus_unavailable', message, fate: 'passing', cause });
