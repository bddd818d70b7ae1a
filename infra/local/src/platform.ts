import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startEngines, type EngineName } from './engine-set.ts';
import { setting } from './engines/engine.ts';
import { createLayout, type Layout } from './layout.ts';
import { runMigrations } from './migrate.ts';
import { removePlatformFile, writePlatformFile } from './platform-file.ts';
import { familiarPorts, randomPorts, type Ports } from './ports.ts';
import { readOrCreateSecrets, type Secrets } from './secrets.ts';
import { readinessProbe, serviceNames, serviceProgram, type ServiceName } from './services.ts';
import { claimPlatform, stopLeftovers } from './single-instance.ts';
import { startGuard } from './supervision/guard.ts';
import { supervise, type Supervised } from './supervision/supervise.ts';
import type { Say } from './terminal.ts';

export interface PlatformOptions {
  /** Holds all state: data, logs, pids. */
  directory: string;
  /** `familiar`: the well-known ports; `random`: free ones that meet nobody, for tests. */
  ports: 'familiar' | 'random';
  /** Which engines to start; all of them when left out. */
  engines?: readonly EngineName[];
  /** Which services to start; none for engines and schema alone. */
  services?: readonly ServiceName[];
  /** Ignore servers that the environment names, and run our own: for tests, which break them. */
  ownEngines?: boolean;
  /** Temporal on PostgreSQL and three servers of NATS, with every stream on each. */
  productionLike?: boolean;
  /** Settings for the services beside the platform's own (`RATE_LIMIT_PER_MINUTE`, say). */
  settings?: Readonly<Record<string, string>>;
  say: Say;
}

/** A platform that is up, and is kept up until `stop`. */
export interface Platform {
  layout: Layout;
  ports: Ports;
  /** What a client, an admin command or a test reads: URLs, credentials. */
  environment: Readonly<Record<string, string>>;
  /** What a service's process reads: the same, with its own users of the engines. */
  environmentOf: (service: ServiceName) => Readonly<Record<string, string>>;
  /** The engine's or service's process now. */
  pid: (name: string) => number;
  /** Stops one engine or service until `resume`. */
  halt: (name: string) => Promise<void>;
  resume: (name: string) => Promise<void>;
  stop: () => Promise<void>;
}

const readyTimeoutMs = 180_000;

const ownSettings = (ports: Ports, secrets: Secrets): Record<string, string> => {
  const url = `http://127.0.0.1:${ports.api}`;
  return {
    REPORTS_URL: url,
    PUBLIC_URL: setting('PUBLIC_URL') ?? url,
    OPERATOR_REPORT_URL: setting('OPERATOR_REPORT_URL') ?? `${url}/v1/reports/{id}`,
    SIGNING_KEY: setting('SIGNING_KEY') ?? secrets.signingKey,
    // Of the one key that a platform of before has already.
    SECRET_KEYS:
      setting('SECRET_KEYS') ?? `local:${hash('sha256', `sealing:${secrets.signingKey}`, 'base64')}`,
    NODE_ENV: setting('NODE_ENV') ?? 'development',
    LOG_LEVEL: setting('LOG_LEVEL') ?? 'info',
  };
};

const untilReady = async (service: ServiceName, ports: Ports): Promise<void> => {
  const deadline = Date.now() + readyTimeoutMs;
  const probe = readinessProbe(service, ports);
  for (;;) {
    try {
      await probe();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${service} is up but not ready after ${readyTimeoutMs / 1000} s: ${reason}`, {
          cause: error,
        });
      }
    }
    await delay(50);
  }
};

/**
 * Starts engines, brings the schema up to date, starts services, and waits until all can work.
 * Whatever ends by itself afterwards is started again. Throws, with everything stopped, when a part does not start.
 */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const { directory, services = serviceNames, settings = {}, say } = options;
  const layout = createLayout(directory);
  const release = claimPlatform(layout);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).toReversed()) await step();
    release();
  };

  try {
    await stopLeftovers(layout, say);
    const dismissGuard = startGuard(layout);
    stops.push(async () => {
      dismissGuard();
    });
    const ports = await (options.ports === 'familiar' ? familiarPorts(say) : randomPorts());
    const secrets = readOrCreateSecrets(layout);
    const fromEnvironment = options.ownEngines !== true;
    const engines = await startEngines(
      {
        ...{ layout, ports, secrets, say, fromEnvironment },
        purpose: 'kept',
        productionLike: options.productionLike === true || setting('REPORTS_PRODUCTION_LIKE') === 'true',
      },
      options.engines,
    );
    stops.push(engines.stop);
    const environment: Record<string, string> = {
      ...engines.environment,
      ...ownSettings(ports, secrets),
      ...settings,
    };
    if (environment['DATABASE_OWNER_URL'] !== undefined) await runMigrations(environment);

    const environmentOf = (service: ServiceName) => ({
      ...environment,
      ...engines.ofService(service),
      ...settings,
    });
    const running = new Map<string, Supervised>();
    stops.push(async () => {
      await Promise.all([...running.values()].map((service) => service.stop()));
    });
    const starts = await Promise.allSettled(
      services.map(async (name) => {
        running.set(name, await supervise(serviceProgram(name, ports, environmentOf(name)), layout, say));
        await untilReady(name, ports);
      }),
    );
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) throw failed.reason;

    // What runs for one command alone is nothing to join.
    if (services.length > 0)
      writePlatformFile(layout, { pid: process.pid, startedAt: new Date().toISOString(), environment });
    stops.push(async () => {
      removePlatformFile(layout);
    });
    const part = (name: string): Supervised => {
      const found = running.get(name) ?? engines.part(name);
      if (found === undefined) throw new Error(`The platform has no ${name}`);
      return found;
    };
    return {
      layout,
      ports,
      environment,
      environmentOf,
      pid: (name) => part(name).pid(),
      halt: (name) => part(name).stop(),
      resume: (name) => part(name).start(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
