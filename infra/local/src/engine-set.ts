import type { Engine, EngineContext } from './engines/engine.ts';
import { createMaildev } from './engines/maildev.ts';
import { createMinio } from './engines/minio.ts';
import { createNats } from './engines/nats.ts';
import { createPostgres } from './engines/postgres.ts';
import { createTemporal } from './engines/temporal.ts';
import { findOrInstallChromium } from './install/chromium.ts';
import type { ServiceName } from './service-settings.ts';
import type { Program } from './supervision/program.ts';
import { supervise, type Supervised } from './supervision/supervise.ts';

/** Every engine, in the order of preparation; they start together, and stop in the reverse order. */
const engines = {
  postgres: createPostgres,
  nats: createNats,
  minio: createMinio,
  temporal: createTemporal,
  maildev: createMaildev,
} as const;

export type EngineName = keyof typeof engines | 'chromium';

const allEngines = [...(Object.keys(engines) as (keyof typeof engines)[]), 'chromium'] as const;

/** Engines that are up, with what their clients need in `environment`. */
export interface EngineSet {
  environment: Readonly<Record<string, string>>;
  /** What a service is given in place of that. */
  ofService: (service: ServiceName) => Readonly<Record<string, string>>;
  /** An engine of ours by its name; undefined for one that runs elsewhere. */
  part: (name: string) => Supervised | undefined;
  /** Stops them, the last started first. */
  stop: () => Promise<void>;
}

/** Supervises programs that start and stop together, under the name of the first. Throws when one does not start, with all stopped. */
const superviseAsOne = async (
  programs: readonly [Program, ...Program[]],
  { layout, say }: EngineContext,
): Promise<Supervised> => {
  const starts = await Promise.allSettled(programs.map((program) => supervise(program, layout, say)));
  const parts = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.stop()));
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const [first] = parts as [Supervised, ...Supervised[]];
  return {
    name: first.name,
    pid: first.pid,
    stop,
    start: async () => {
      await Promise.all(parts.map((part) => part.start()));
    },
  };
};

/** Finds or installs every engine, starts them together, and keeps them up. Throws when one does not start, with all stopped. */
export const startEngines = async (
  context: EngineContext,
  names: readonly EngineName[] = allEngines,
): Promise<EngineSet> => {
  // One after another: two builds at once would only slow each other down.
  const prepared: Engine[] = [];
  for (const name of names) {
    prepared.push(
      name === 'chromium'
        ? { environment: { CHROMIUM_PATH: await findOrInstallChromium(context.say) } }
        : await engines[name](context),
    );
  }

  const starts = await Promise.allSettled(
    prepared.map(async ({ program, companions = [], prepare, settle }) => {
      await prepare?.();
      const supervised = program && (await superviseAsOne([program, ...companions], context));
      try {
        await settle?.();
      } catch (error) {
        await supervised?.stop();
        throw error;
      }
      return supervised;
    }),
  );
  const up = starts.flatMap((start): Supervised[] =>
    start.status === 'fulfilled' && start.value !== undefined ? [start.value] : [],
  );
  const stop = async (): Promise<void> => {
    for (const engine of up.toReversed()) await engine.stop();
  };
  const failures = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as Error] : []));
  if (failures.length > 0) {
    await stop();
    throw new Error(failures.map(({ message }) => message).join('\n\n'), { cause: failures[0] });
  }
  return {
    environment: Object.fromEntries(prepared.flatMap(({ environment }) => Object.entries(environment))),
    ofService: (service) =>
      Object.fromEntries(prepared.flatMap(({ ofService }) => Object.entries(ofService?.(service) ?? {}))),
    part: (name) => up.find((engine) => engine.name === name),
    stop,
  };
};
