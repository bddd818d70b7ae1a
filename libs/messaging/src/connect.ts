import {
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { streams } from '@reports/contracts';
import { createOperatorWaits, retryForever, type Logger, type OperatorWaits } from '@reports/service';
import { busUnavailable, translateBusError } from './translate-error.ts';

/** A connection that may not be there yet: services start while the bus is down. */
export interface Messaging {
  /** JetStream once connected; throws `bus_unavailable` when there is no connection within two seconds, or what the bus said. */
  jetstream: () => Promise<{ client: JetStreamClient; manager: JetStreamManager }>;
  /** Makes the streams if they are missing: at each connection, and when one turns out to be gone. */
  ensureStreams: () => Promise<void>;
  /** Throws when the bus does not answer. */
  ping: () => Promise<void>;
  /** Finishes what is on its way, then closes. */
  close: () => Promise<void>;
  readonly log: Logger;
  /** Told which messages wait for an operator. */
  readonly waits: OperatorWaits;
}

const connectWaitMs = 2_000;
const dayNs = 24 * 3_600 * 1e9;

/** How long each stream keeps a message that has been read, in nanoseconds: outages may last as long. */
const maxAge: Record<keyof typeof streams, number> = {
  REPORTS: 7 * dayNs,
  SCHEDULES: 7 * dayNs,
  RECORDS: 7 * dayNs,
  DEAD_LETTERS: 90 * dayNs,
};

export const connectMessaging = ({
  url,
  name,
  log,
  waits = createOperatorWaits(),
}: {
  url: string;
  name: string;
  log: Logger;
  waits?: OperatorWaits;
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

  const ensureStreams = async () => {
    const manager = await jetstreamManager(await connected(), { checkAPI: false });
    for (const [stream, { subjects }] of Object.entries(streams)) {
      const wanted = {
        subjects: [...subjects],
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        discard: DiscardPolicy.Old,
        max_age: maxAge[stream as keyof typeof streams],
        duplicate_window: 120 * 1e9,
      };
      try {
        await manager.streams.update(stream, wanted);
      } catch {
        await manager.streams.add({ name: stream, ...wanted });
      }
    }
  };

  const connecting = retryForever(
    async () => {
      connection = await connect({
        ...serverOf(url),
        name,
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

  connecting.then(ensureStreams).catch((error: unknown) => {
    if (!stopping.signal.aborted) log.warn({ err: error }, 'the streams could not be made yet');
  });

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
    ping: async () => {
      const live = await connected();
      await live.rtt();
    },
    close: async () => {
      stopping.abort();
      // There is nothing to finish with a bus that is away.
      await connection?.drain().catch(() => connection?.close());
    },
  };
};

/** The client takes no credentials from a URL and would connect as nobody: they are handed over apart. */
const serverOf = (url: string): { servers: string; user?: string; pass?: string } => {
  const { host, username, password } = new URL(url);
  return {
    servers: host,
    ...(username && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
  };
};
