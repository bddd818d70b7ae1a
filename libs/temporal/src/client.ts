import { Client, Connection } from '@temporalio/client';

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
