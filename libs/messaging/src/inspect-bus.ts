import { type ConsumerName, consumers, type StreamName, streams } from '@reports/contracts';
import type { Messaging } from './connect.ts';
import { findConsumer, hasCode, temporarilyUnavailable } from './streams.ts';
import { translateBusError } from './translate-error.ts';

/** How the bus stands. */
export interface BusState {
  /** `2.15.2`. */
  version: string;
  /** Its clock; undefined where it has no stream to say it of. */
  now: Date | undefined;
  /** `RECORDS: is missing`: streams and consumers that are not as this release makes them. */
  faults: string[];
  /** `the stream RECORDS has 2 of 3 copies up to date (its leader: n1)`: streams of a cluster that the next lost server may take with it. */
  staleCopies: string[];
  deadLetters: number;
}

/** Looks at streams and consumers, and makes none. Throws what {@link translateBusError} gives. */
export const inspectBus = async (messaging: Messaging): Promise<BusState> => {
  try {
    const { manager } = await messaging.jetstream();
    // One that is missing is found below; an account without JetStream is refused here.
    await manager.getAccountInfo();
    const found = await manager.streams.list().next();
    const byName = new Map(found.map((stream) => [stream.config.name, stream]));
    const faults: string[] = [];
    const staleCopies: string[] = [];
    for (const name of Object.keys(streams) as StreamName[]) {
      const stream = byName.get(name);
      if (!stream) faults.push(`the stream ${name} is missing`);
      else if (!isSame(stream.config.subjects, streams[name].subjects)) {
        faults.push(`the stream ${name} has the subjects ${stream.config.subjects.join(', ')}`);
      }
      const { leader, replicas = [] } = stream?.cluster ?? {};
      const current = replicas.filter((replica) => replica.current && !replica.offline).length;
      if (current < replicas.length) {
        staleCopies.push(
          `the stream ${name} has ${current + 1} of ${replicas.length + 1} copies up to date (its leader: ${leader})`,
        );
      }
    }
    for (const name of Object.keys(consumers) as ConsumerName[]) {
      const { stream, filters } = consumers[name];
      if (!byName.has(stream)) continue;
      const consumer = await findConsumer(manager, name).catch((error: unknown) => {
        if (!hasCode(error, temporarilyUnavailable)) throw error;
        return 'unknown' as const;
      });
      if (consumer === 'unknown') {
        faults.push(`the consumer ${name} of ${stream} is not to be found, or its server is away`);
        continue;
      }
      const reads = consumer?.config.filter_subjects ?? [consumer?.config.filter_subject ?? ''];
      if (!consumer) faults.push(`the consumer ${name} of ${stream} is missing`);
      else if (!isSame(reads, filters)) faults.push(`the consumer ${name} reads ${reads.join(', ')}`);
    }
    const [first] = found;
    const now = first && (await manager.streams.info(first.config.name)).ts;
    return {
      version: await messaging.version(),
      now: now === undefined ? undefined : new Date(now),
      faults,
      staleCopies,
      deadLetters: byName.get('DEAD_LETTERS')?.state.messages ?? 0,
    };
  } catch (error) {
    throw translateBusError(error);
  }
};

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.toSorted().join() === other.toSorted().join();
