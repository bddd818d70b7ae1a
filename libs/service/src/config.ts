/** One setting of the environment: how it is named, read, and what it means. */
export interface Setting<Value> {
  name: string;
  meaning: string;
  /** Absent: the setting must be given. */
  fallback?: Value;
  /** Throws an Error whose message says what the value must be. */
  parse: (text: string) => Value;
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

/** Declares a service's settings. The result reads an environment once, or throws a {@link ConfigError}. */
export const defineConfig =
  <const Declared extends Settings>(settings: Declared) =>
  (environment: Record<string, string | undefined>): Config<Declared> => {
    const faults: string[] = [];
    const read = ({ name, meaning, fallback, parse }: Setting<unknown>): unknown => {
      const text = environment[name];
      if (text === undefined || text === '') {
        if (fallback === undefined) faults.push(`${name} is missing: ${meaning}`);
        return fallback === undefined ? undefined : fallback;
      }
      try {
        return parse(text);
      } catch (error) {
        faults.push(`${name} is "${text}", but must be ${(error as Error).message} (${meaning})`);
        return undefined;
      }
    };
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, read(value)]));
    if (faults.length > 0) throw new ConfigError(faults);
    return config as Config<Declared>;
  };

const declare = <Value>(
  name: string,
  meaning: string,
  parse: (text: string) => Value,
  fallback?: Value,
): Setting<Value> => ({ name, meaning, parse, ...(fallback === undefined ? {} : { fallback }) });

const parseInteger =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`a whole number from ${min} to ${max}`);
    }
    return value;
  };

const parseUrl = (text: string): string => {
  if (!URL.canParse(text)) throw new Error('a URL');
  return text.replace(/\/$/, '');
};

const parseText = (text: string): string => text;

const parseOneOf =
  <Value extends string>(values: readonly Value[]) =>
  (text: string): Value => {
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw new Error(`one of ${values.join(', ')}`);
    return value;
  };

/** The kinds of setting. Without a fallback a setting must be given; `null` means that it may be absent. */
export const setting = {
  text: (name: string, meaning: string, fallback?: string) => declare(name, meaning, parseText, fallback),
  optionalText: (name: string, meaning: string) => declare<string | null>(name, meaning, parseText, null),
  url: (name: string, meaning: string, fallback?: string) => declare(name, meaning, parseUrl, fallback),
  integer: (name: string, meaning: string, fallback?: number, { min = 0, max = 2 ** 31 - 1 } = {}) =>
    declare(name, meaning, parseInteger(min, max), fallback),
  port: (name: string, meaning: string, fallback?: number) =>
    declare(name, meaning, parseInteger(0, 65_535), fallback),
  oneOf: <const Value extends string>(
    name: string,
    meaning: string,
    values: readonly Value[],
    fallback?: NoInfer<Value>,
  ) => declare(name, meaning, parseOneOf(values), fallback),
} as const;

/** What every service is told: where it listens and how much it says. */
export const processSettings = {
  host: setting.text('HOST', 'the address to listen on', '127.0.0.1'),
  port: setting.port('PORT', 'the port to listen on'),
  logLevel: setting.oneOf(
    'LOG_LEVEL',
    'the least severe level that is logged',
    ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    'info',
  ),
} as const;
