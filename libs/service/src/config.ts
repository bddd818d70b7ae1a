import { isIP } from 'node:net';

/** One setting of the environment: how it is named, read, and what it means. */
export interface Setting<Value> {
  name: string;
  meaning: string;
  /** Absent: the setting must be given. */
  fallback?: Value;
  /** What the default is, in words, where it is another one on each machine. */
  fallbackIs?: string;
  /** What may be given, in words: `a whole number from 1 to 64`. */
  takes?: string;
  /** Throws an Error whose message says what the value must be. */
  parse: (text: string) => Value;
  /** Is never shown. */
  secret?: boolean;
  /** Why a value that can be read is too weak for anything but development, as an end to "must be ..."; undefined when it is not. */
  findWeakness?: (text: string) => string | undefined;
}

type Settings = Record<string, Setting<unknown>>;
type Config<Declared extends Settings> = {
  readonly [Key in keyof Declared]: Declared[Key] extends Setting<infer Value> ? Value : never;
};

/** Thrown at start; names every fault of the environment at once. */
export class ConfigError extends Error {
  constructor(faults: string[]) {
    super(`The environment is not complete:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads an environment once, or throws a {@link ConfigError}. */
interface ReadConfig<Declared extends Settings> {
  (environment: Record<string, string | undefined>): Config<Declared>;
  /** Of the variables that it reads, all there are. */
  names: readonly string[];
  /** What it declares, in the order of declaration: for whoever describes it. */
  settings: readonly Setting<unknown>[];
}

/** Whoever does not say that this is development is served as production. */
const isProduction = ({ NODE_ENV }: Record<string, string | undefined>): boolean =>
  NODE_ENV !== 'development' && NODE_ENV !== 'test';

/** Declares a service's settings. Outside of development, a secret that is short or known from this repository is a fault. */
export const defineConfig = <const Declared extends Settings>(settings: Declared): ReadConfig<Declared> => {
  const readConfig = (environment: Record<string, string | undefined>): Config<Declared> => {
    const faults: string[] = [];
    const read = ({ name, meaning, fallback, parse, secret, findWeakness }: Setting<unknown>): unknown => {
      const text = environment[name];
      if (text === undefined || text === '') {
        if (fallback === undefined) faults.push(`${name} is missing: ${meaning}`);
        return fallback === undefined ? undefined : fallback;
      }
      const shown = secret ? name : `${name} is "${text}", but`;
      try {
        const value = parse(text);
        const weakness = isProduction(environment) ? findWeakness?.(text) : undefined;
        if (weakness !== undefined) {
          faults.push(`${name} must be ${weakness} (${meaning}), unless NODE_ENV is development`);
        }
        return value;
      } catch (error) {
        faults.push(`${shown} must be ${(error as Error).message} (${meaning})`);
        return undefined;
      }
    };
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, read(value)]));
    if (faults.length > 0) throw new ConfigError(faults);
    return config as Config<Declared>;
  };
  const declared = Object.values(settings);
  return Object.assign(readConfig, { names: declared.map(({ name }) => name), settings: declared });
};

const declare = <Value>(
  name: string,
  meaning: string,
  parse: (text: string) => Value,
  fallback?: Value,
  takes?: string,
): Setting<Value> => ({
  name,
  meaning,
  parse,
  ...(fallback === undefined ? {} : { fallback }),
  ...(takes === undefined ? {} : { takes }),
});

const maxInteger = 2 ** 31 - 1;

const wholeNumber = (min: number, max: number): string => `a whole number from ${min} to ${max}`;

const parseInteger =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) throw new Error(wholeNumber(min, max));
    return value;
  };

const parsePorts = (text: string): readonly number[] => text.split(',').map(parseInteger(1, 65_535));

const parseUrl = (text: string): string => {
  if (!URL.canParse(text)) throw new Error('a URL');
  return text.replace(/\/$/, '');
};

const isNetwork = (text: string): boolean => {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) !== 0 &&
    more.length === 0 &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
};

const parseNetworks = (text: string): readonly string[] => {
  const networks = text.split(',').map((network) => network.trim());
  if (networks.every(isNetwork)) return networks;
  throw new Error(networkList);
};
const networkList = 'addresses or networks by commas, such as 10.0.0.0/8,fd00::/8';

const parseText = (text: string): string => text;

const oneOf = (values: readonly string[]): string => `one of ${values.join(', ')}`;

const parseOneOf =
  <Value extends string>(values: readonly Value[]) =>
  (text: string): Value => {
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw new Error(oneOf(values));
    return value;
  };

/** What our own files for development hold: everybody knows it. */
const knownSecrets = new Set([
  ...['app', 'owner', 'system', 'postgres', 'reports', 'reports-secret', 'minioadmin', 'password'],
  'change-me-change-me-change-me-change-me',
]);

const minPasswordLength = 12;

const findWeakPassword = (password: string): string | undefined => {
  if (knownSecrets.has(password)) return 'another one than the default, which everybody knows';
  return password.length < minPasswordLength ? `at least ${minPasswordLength} characters long` : undefined;
};

/** A URL may carry a password. One without is let in otherwise, by certificate or by being local. */
const findWeakUrl = (text: string): string | undefined => {
  const { password } = new URL(text);
  const weakness = password === '' ? undefined : findWeakPassword(decodeURIComponent(password));
  return weakness === undefined ? undefined : `with a password that is ${weakness}`;
};

/** The kinds of setting. Without a fallback a setting must be given; `null` means that it may be absent. */
export const setting = {
  text: (name: string, meaning: string, fallback?: string) => declare(name, meaning, parseText, fallback),
  optionalText: (name: string, meaning: string) => declare<string | null>(name, meaning, parseText, null),
  /** Never shown; outside of development neither short nor a default. */
  secret: (name: string, meaning: string): Setting<string> => ({
    ...declare(name, meaning, parseText),
    secret: true,
    findWeakness: findWeakPassword,
  }),
  /** Of `parse`'s own, stricter rules. */
  key: <Value>(
    name: string,
    meaning: string,
    parse: (text: string) => Value,
    fallback?: Value,
  ): Setting<Value> => ({
    ...declare(name, meaning, parse, fallback),
    secret: true,
    findWeakness: (text) =>
      isKnown(text) ? 'another one than the default, which everybody knows' : undefined,
  }),
  url: (name: string, meaning: string, fallback?: string): Setting<string> => ({
    ...declare(name, meaning, parseUrl, fallback, 'a URL'),
    // It may carry a password.
    secret: true,
    findWeakness: findWeakUrl,
  }),
  integer: (name: string, meaning: string, fallback?: number, { min = 0, max = maxInteger } = {}) =>
    declare(
      name,
      meaning,
      parseInteger(min, max),
      fallback,
      max < maxInteger ? wholeNumber(min, max) : `a whole number from ${min}`,
    ),
  port: (name: string, meaning: string, fallback?: number) =>
    declare(name, meaning, parseInteger(0, 65_535), fallback, 'a port'),
  /** Addresses and networks, `10.0.0.0/8,::1`, by commas. */
  networks: (name: string, meaning: string) =>
    declare<readonly string[]>(name, meaning, parseNetworks, [], networkList),
  /** Ports by commas. */
  ports: (name: string, meaning: string) =>
    declare<readonly number[]>(name, meaning, parsePorts, [], 'ports by commas'),
  oneOf: <const Value extends string>(
    name: string,
    meaning: string,
    values: readonly Value[],
    fallback?: NoInfer<Value>,
  ) => declare(name, meaning, parseOneOf(values), fallback, oneOf(values)),
} as const;

/** Whether a default of ours stands anywhere in it: a setting may hold several keys. */
const isKnown = (text: string): boolean =>
  [...knownSecrets].some((known) => known.length > 20 && text.includes(known));

/** What every service is told: where it listens and how much it says. */
export const processSettings = {
  nodeEnvironment: setting.oneOf(
    'NODE_ENV',
    "`development` allows plain http and the keys of this repository, for a machine of one's own",
    ['production', 'development', 'test'],
    'production',
  ),
  host: setting.text('HOST', 'the address to listen on', '127.0.0.1'),
  port: setting.port('PORT', 'the port to listen on'),
  logLevel: setting.oneOf(
    'LOG_LEVEL',
    'the least severe level that is logged',
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
  ),
} as const;

/** What an orderly stop may take where nothing else is set. */
export const defaultStopSeconds = 25;

/** The setting of a service whose work in hand may take longer than that. */
export const stopSettings = {
  stopSeconds: setting.integer(
    'STOP_SECONDS',
    'seconds that work in hand may go on once the service is asked to end; whoever starts it must wait five more before it kills',
    defaultStopSeconds,
    { min: 10, max: 3_600 },
  ),
} as const;
