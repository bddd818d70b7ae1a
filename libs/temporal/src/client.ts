import { Client, Connection } from '@temporalio/client';
import { ServiceError } from '@reports/service';

export interface TemporalClient {
  client: Client;
  /** Throws when Temporal does not answer. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

const callTimeoutMs = 5_000;

/** A client that connects at its first call, so that a service starts while Temporal is down. */
export const connectTemporal = ({
  temporalAddress,
  temporalNamespace,
}: {
  temporalAddress: string;
  temporalNamespace: string;
}): TemporalClient => {
  const connection = Connection.lazy({ address: temporalAddress, connectTimeout: callTimeoutMs });
  const client = new Client({ connection, namespace: temporalNamespace });
  return {
    client,
    ping: async () => {
      await client.withDeadline(Date.now() + 2_000, () =>
        client.workflowService.describeNamespace({ namespace: temporalNamespace }),
      );
    },
    close: () => connection.close(),
  };
};

/** gRPC status codes that mean: not now. DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNAVAILABLE, CANCELLED. */
const passingCodes = new Set([1, 4, 8, 10, 13, 14]);

/** A call's error as one of ours: `temporal_unavailable`, retryable, when the server is away; else the error itself. */
export const translateTemporalError = (error: unknown): unknown => {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'number' && passingCodes.has(cause.code)) {
      return new ServiceError({
        code: 'temporal_unavailable',
        message: `Temporal cannot be reached: ${cause.message}`,
        retryable: true,
        cause: error,
      });
    }
  }
  return error;
};
