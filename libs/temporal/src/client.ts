import { ServiceError } from '@reports/service';
import { Client, Connection } from '@temporalio/client';
import { connectionOptions, dataConverterOf, type TemporalSettings } from './connection-options.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { traceStarts } from './trace-headers.ts';
import { translateTemporalError } from './translate-error.ts';

export interface TemporalClient {
  client: Client;
  /**
   * Calls the server: what it throws is translated by {@link translateTemporalError}. Where a search attribute of ours turns out to be
   * missing, they are registered again, so that the next try finds them.
   */
  call: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Whether what Temporal keeps is encrypted: names then stay out of what it keeps in clear. */
  readonly isEncrypted: boolean;
  /** Throws when Temporal does not answer. */
  ping: () => Promise<void>;
  close: () => Promise<void>;
}

const callTimeoutMs = 5_000;

/** A client that connects at its first call, so that a service starts while Temporal is down. */
export const connectTemporal = (settings: TemporalSettings): TemporalClient => {
  const { temporalNamespace } = settings;
  const connection = Connection.lazy({ ...connectionOptions(settings), connectTimeout: callTimeoutMs });
  const client = new Client({
    connection,
    ...(settings.identity !== undefined && { identity: settings.identity }),
    namespace: temporalNamespace,
    dataConverter: dataConverterOf(settings),
    interceptors: { workflow: [traceStarts] },
  });
  const call: TemporalClient['call'] = async (work) => {
    try {
      return await work();
    } catch (thrown) {
      const error = translateTemporalError(thrown);
      if (error instanceof ServiceError && error.code === 'temporal_search_attribute_missing') {
        // The error that is thrown says what is wrong; this one would say why it could not be put right.
        await registerSearchAttributes(client, temporalNamespace).catch(() => undefined);
      }
      throw error;
    }
  };
  return {
    client,
    call,
    isEncrypted: (settings.temporalPayloadKeys ?? []).length > 0,
    ping: async () => {
      await client.withDeadline(Date.now() + 2_000, () =>
        client.workflowService.describeNamespace({ namespace: temporalNamespace }),
      );
    },
    close: () => connection.close(),
  };
};
