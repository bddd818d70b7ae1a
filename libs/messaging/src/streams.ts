import {
  AckPolicy,
  type ConsumerInfo,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { PermissionViolationError, TimeoutError } from '@nats-io/transport-node';
import { type ConsumerName, consumers, streams, type StreamName } from '@reports/contracts';
import { ServiceError } from '@reports/service';

const dayNs = 24 * 3_600 * 1e9;

/** How long each stream keeps a message that has been read, in nanoseconds: outages may last as long. */
const maxAge: Record<StreamName, number> = {
  REPORTS: 7 * dayNs,
  SCHEDULES: 7 * dayNs,
  RECORDS: 7 * dayNs,
  DEAD_LETTERS: 90 * dayNs,
};

const ackWaitMs = 30_000;
/**
 * Messages that may be in hand or wait for their next try: a consumer gives out no more. Of records, what a workspace sends beyond its share
 * waits there while others are read. Releases before 1.0 cannot read a consumer that is made otherwise than they would make it.
 */
const maxWaiting = (name: ConsumerName): number => (name === 'aggregator-records' ? 50_000 : 1_000);

/** JetStream's `err_code`. */
const streamMissing = 10_059;
const consumerMissing = 10_014;
/** A consumer that exists with another configuration. */
const consumerExistsOtherwise = 10_148;

/** What a cluster that has lost a server says of a consumer that it cannot find. */
export const temporarilyUnavailable = 10_008;

export const hasCode = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code;

/** The client tells of a refused request by a cause. */
export const isRefused = (error: unknown): boolean =>
  error instanceof PermissionViolationError || (error instanceof Error && isRefused(error.cause));

const notPrepared = (what: string, cause: unknown): ServiceError =>
  new ServiceError({
    code: 'bus_not_prepared',
    message: `NATS has no ${what}, and this user may not make it: run libs/messaging/src/prepare-main.ts as a user that may.`,
    fate: 'operator',
    cause,
  });

/** JetStream's `err_code`: no server to put it on, or none that leads. */
const shortCodes: ReadonlySet<number> = new Set([10_005, temporarilyUnavailable, 10_009]);

const isClusterShort = (error: unknown): boolean =>
  error instanceof TimeoutError || (error instanceof JetStreamApiError && shortCodes.has(error.code));

const clusterShort = (name: ConsumerName, cause: unknown): ServiceError =>
  new ServiceError({
    code: 'bus_unavailable',
    message: `NATS does not answer for the consumer ${name} of ${consumers[name].stream}: a server that it is on is away, or has just come back. Bring the servers of the cluster back.`,
    fate: 'passing',
    cause,
  });

/** Makes something that is missing. Throws `bus_not_prepared` where this user may only use what is there. */
const make = async (what: string, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    throw isRefused(error) ? notPrepared(what, error) : error;
  }
};

/** What an operator has set; null or absent: as NATS has it, or as somebody made it. */
export interface StreamLimits {
  /** Copies of each stream: 1, or 3 in a cluster. */
  replicas?: number | null;
  /** What the stream of records may hold: past it records are refused, so that they never fill the disk that events of reports need. */
  recordsMaxBytes?: number | null;
}

const prepareStream = async (
  manager: JetStreamManager,
  name: StreamName,
  { replicas, recordsMaxBytes }: StreamLimits,
): Promise<void> => {
  const isRecords = name === 'RECORDS';
  const wanted = {
    subjects: [...streams[name].subjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    // Records that were accepted are never dropped for newer ones.
    discard: isRecords ? DiscardPolicy.New : DiscardPolicy.Old,
    max_age: maxAge[name],
    duplicate_window: 120 * 1e9,
    ...(typeof replicas === 'number' && { num_replicas: replicas }),
    ...(isRecords && typeof recordsMaxBytes === 'number' && { max_bytes: recordsMaxBytes }),
  };
  const found = await manager.streams.info(name).catch((error: unknown) => {
    if (hasCode(error, streamMissing)) return undefined;
    throw error;
  });
  if (!found) {
    await make(`stream ${name}`, () => manager.streams.add({ name, ...wanted }));
    return;
  }
  const isAsWanted = Object.entries(wanted).every(
    ([key, value]) => JSON.stringify(found.config[key as keyof typeof wanted]) === JSON.stringify(value),
  );
  if (isAsWanted) return;
  await manager.streams.update(name, wanted).catch((error: unknown) => {
    // One that is a little different serves until whoever may change it does.
    if (!isRefused(error)) throw error;
  });
};

/** Makes streams that are missing, and brings those that are there up to date, as far as this user may. */
export const prepareStreams = async (
  manager: JetStreamManager,
  names: readonly StreamName[],
  limits: StreamLimits,
): Promise<void> => {
  for (const name of names) await prepareStream(manager, name, limits);
};

/** A durable consumer as it stands, if it is there. */
export const findConsumer = async (
  manager: JetStreamManager,
  name: ConsumerName,
): Promise<ConsumerInfo | undefined> => {
  try {
    return await manager.consumers.info(consumers[name].stream, name);
  } catch (error) {
    if (hasCode(error, consumerMissing)) return undefined;
    throw error;
  }
};

/**
 * Makes a durable consumer if it is missing. One that an earlier release made gets what it lacks, where this user may change it, and is read
 * as it is where not. Throws `bus_unavailable`, which names the consumer, where a cluster has lost what it needs for one.
 */
export const prepareConsumer = async (manager: JetStreamManager, name: ConsumerName): Promise<void> => {
  const { stream, filters } = consumers[name];
  const found = await findConsumer(manager, name).catch((error: unknown) => {
    // So answers a cluster without one of its servers for one that is missing: for ever, if nobody makes it.
    if (hasCode(error, temporarilyUnavailable)) return undefined;
    throw isClusterShort(error) ? clusterShort(name, error) : error;
  });
  if (found) {
    if ((found.config.max_ack_pending ?? 0) >= maxWaiting(name)) return;
    await manager.consumers
      .update(stream, name, { max_ack_pending: maxWaiting(name) })
      .catch((error: unknown) => {
        if (!isRefused(error)) throw error;
      });
    return;
  }
  const wanted = {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: ackWaitMs * 1e6,
    max_deliver: -1,
    max_ack_pending: maxWaiting(name),
    filter_subjects: [...filters],
  };
  await make(`consumer ${name}`, () => manager.consumers.add(stream, wanted)).catch((error: unknown) => {
    // Somebody else made it in between, or it could not be seen.
    if (hasCode(error, consumerExistsOtherwise)) return;
    throw isClusterShort(error) ? clusterShort(name, error) : error;
  });
};
