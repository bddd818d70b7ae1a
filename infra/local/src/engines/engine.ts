import type { Layout } from '../layout.ts';
import type { Ports } from '../ports.ts';
import type { Secrets } from '../secrets.ts';
import type { ServiceName } from '../service-settings.ts';
import type { Program } from '../supervision/program.ts';
import type { Say } from '../terminal.ts';

export interface EngineContext {
  layout: Layout;
  ports: Ports;
  secrets: Secrets;
  say: Say;
  /**
   * `kept`: what is written survives a power cut, and people have pages to look at.
   * `throwaway`: for tests; no syncing, no pages, isolation by account, namespace and database instead.
   */
  purpose: 'kept' | 'throwaway';
  /** Whether servers that the environment names (NATS_URL, say) are used instead of our own. Never in tests. */
  fromEnvironment: boolean;
  /** Temporal on PostgreSQL and three servers of NATS, as where the platform is used in earnest; else what starts fastest. */
  productionLike?: boolean;
}

/** An engine that is ready to be started, or one that runs elsewhere (then it has no program). */
export interface Engine {
  /** What its clients need, by the names in the README. */
  environment: Readonly<Record<string, string>>;
  /** What a service is given in place of that: its own user. */
  ofService?: (service: ServiceName) => Readonly<Record<string, string>>;
  program?: Program;
  /** Programs that are one with it, and start and stop with it: the other servers of a cluster, a page. */
  companions?: readonly Program[];
  /** Runs before the first start, while the other engines start. */
  prepare?: () => Promise<void>;
  /** Runs once after the first start: makes roles, streams, users. */
  settle?: () => Promise<void>;
}

export type CreateEngine = (context: EngineContext) => Promise<Engine>;

const probeTimeoutMs = 2_000;

/** A probe that wants a 2xx answer. */
export const httpProbe = (url: string) => async (): Promise<void> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs), redirect: 'manual' });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body}`);
};

/** The value of an environment variable, undefined when it is empty. */
export const setting = (name: string): string | undefined => {
  const value = process.env[name];
  return value === '' ? undefined : value;
};
