import { readFileSync } from 'node:fs';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import {
  connect,
  credsAuthenticator,
  type NatsConnection,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import { createOperatorWaits, retryForever, type Logger, type OperatorWaits } from '@reports/service';
import { prepareStreams, type StreamLimits } from './streams.ts';
import { busUnavailable, translateBusError } from './translate-error.ts';
import { inboxOf, streamsOf } from './users.ts';

/** A connection that may not be there yet: services start while the bus is down. */
export interface Messaging {
  /** JetStream once connected; throws `bus_unavailable` when there is no connection within two seconds, or what the bus said. */
  jetstream: () => Promise<{ client: JetStreamClient; manager: JetStreamManager }>;
  /**
   * Makes the streams if they are missing: at each connection, and when one turns out to be gone. Throws `bus_not_prepared` where this
   * user may not.
   */
  ensureStreams: () => Promise<void>;
  /** Tells whoever hears `subject`, now: kept by nobody, and lost while the bus is away. */
  tell: (subject: string, payload?: string) => void;
  /** Hears messages as they pass, those of streams as well; hears nothing while the bus is away. */
  hear: (subjects: readonly string[], onMessage: (subject: string, payload: Uint8Array) => void) => void;
  /** Throws when the bus does not answer. */
  ping: () => Promise<void>;
  /** The server's, `2.15.2`. */
  version: () => Promise<string>;
  /** Finishes what is on its way, then closes. */
  close: () => Promise<void>;
  readonly log: Logger;
  /** Told which messages wait for an operator. */
  readonly waits: OperatorWaits;
}

const connectWaitMs = 2_000;
export interface BusOptions extends StreamLimits {
  /** `nats://` or `tls://`, with a user and password where there are no credentials. */
  url: string;
  credentialsFile?: string | null;
  caFile?: string | null;
  certificateFile?: string | null;
  keyFile?: string | null;
}

/**
 * Connects as the service of that name: it has to do with the streams of that service alone, and hears answers where only that
 * service's user may listen. Any other name has to do with all streams.
 */
export const connectMessaging = ({
  name,
  log,
  waits = createOperatorWaits(),
  makesStreams = true,
  ...bus
}: BusOptions & {
  name: string;
  log: Logger;
  waits?: OperatorWaits;
  /** False: what is missing stays missing, for whoever only looks. */
  makesStreams?: boolean;
}): Messaging => {
  const stopping = new AbortController();
  let connection: NatsConnection | undefined;
  /** Why there is no connection yet. */
  let refusal: unknown;
  /** Resolved while the bus is there, pending while it is away. */
  let online = Promise.withResolvers<NatsConnection>();

  const follow = async (live: NatsConnection): Promise<void> => {
    online.resolve(live);
    for await (const { type } of live.status()) {
      if (type === 'disconnect') online = Promise.withResolvers();
      if (type === 'reconnect') online.resolve(live);
    }
  };

  const ensureStreams = async () =>
    prepareStreams(await jetstreamManager(await connected(), { checkAPI: false }), streamsOf(name), bus);

  const connecting = retryForever(
    async () => {
      connection = await connect({
        ...serverOf(bus),
        name,
        inboxPrefix: inboxOf(name),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 250,
        timeout: 2_000,
        pingInterval: 5_000,
        maxPingOut: 2,
      });
      return connection;
    },
    {
      signal: stopping.signal,
      onFailure: (error, attempt) => {
        refusal = error;
        if (attempt % 10 === 1) log.warn({ err: error, attempt }, 'the message bus is not reachable yet');
      },
    },
  );
  connecting.then(follow).catch(() => undefined);

  const connected = async (): Promise<NatsConnection> => {
    let timer: NodeJS.Timeout | undefined;
    try {
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
          () => reject(connection ? busUnavailable() : translateBusError(refusal)),
          connectWaitMs,
        );
      });
      return await Promise.race([connecting.then(() => online.promise), late]);
    } finally {
      clearTimeout(timer);
    }
  };

  if (makesStreams) {
    connecting.then(ensureStreams).catch((error: unknown) => {
      if (!stopping.signal.aborted) log.warn({ err: error }, 'the streams could not be made yet');
    });
  }

  return {
    log,
    waits,
    ensureStreams,
    jetstream: async () => {
      const live = await connected();
      return {
        client: jetstream(live, { timeout: 5_000 }),
        manager: await jetstreamManager(live, { checkAPI: false }),
      };
    },
    tell: (subject, payload) => {
      if (connection && !connection.isClosed()) connection.publish(subject, payload);
    },
    hear: (subjects, onMessage) => {
      connecting
        .then((live) => {
          for (const subject of subjects) {
            // The client asks for it again by itself when it is back.
            live.subscribe(subject, {
              callback: (error, message) => {
                if (error === null) onMessage(message.subject, message.data);
              },
            });
          }
        })
        .catch(() => undefined);
    },
    ping: async () => {
      const live = await connected();
      await live.rtt();
    },
    version: async () => (await connected()).info?.version ?? 'unknown',
    close: async () => {
      stopping.abort();
      // There is nothing to finish with a bus that is away.
      await connection?.drain().catch(() => connection?.close());
    },
  };
};

/**
 * The client takes no credentials from a URL and would connect as nobody: they are handed over apart. Credentials are read again at
 * each connection, so that new ones need no restart.
 */
const serverOf = ({
  url,
  credentialsFile,
  caFile,
  certificateFile,
  keyFile,
}: BusOptions): NodeConnectionOptions => {
  const { protocol, host, username, password } = new URL(url);
  const tls = {
    ...(caFile && { caFile }),
    ...(certificateFile && { certFile: certificateFile }),
    ...(keyFile && { keyFile }),
  };
  return {
    servers: host,
    ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(credentialsFile && { authenticator: credsAuthenticator(() => readFileSync(credentialsFile)) }),
    // Given, the client refuses a server without TLS.
    ...((protocol === 'tls:' || Object.keys(tls).length > 0) && { tls }),
  };
};
