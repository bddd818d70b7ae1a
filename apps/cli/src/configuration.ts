import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Configuration {
  url: string;
  key: string;
}

/** Wrong usage: said with a hint, and ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const directoryIn = (base: string | undefined, fallback: string): string =>
  join(base === undefined || base === '' ? join(homedir(), fallback) : base, 'reports');

/** `~/.config/reports/config.json`, or under XDG_CONFIG_HOME. */
export const configurationFile = (environment: Environment): string =>
  join(directoryIn(environment['XDG_CONFIG_HOME'], '.config'), 'config.json');

/** Where imports note how far they are: `~/.local/state/reports/imports`, or under XDG_STATE_HOME. */
export const importsDirectory = (environment: Environment): string =>
  join(directoryIn(environment['XDG_STATE_HOME'], '.local/state'), 'imports');

const readFile = (file: string): Partial<Configuration> => {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<Configuration>;
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
};

/** Where the API is and who asks: options before the environment before the file. Throws `UsageError` that names what is missing. */
export const readConfiguration = (
  options: { url?: string; key?: string },
  environment: Environment,
): Configuration => {
  const file = configurationFile(environment);
  const stored = readFile(file);
  // A variable that is empty is not set.
  const url = options.url ?? (environment['REPORTS_URL'] || stored.url);
  const key = options.key ?? (environment['REPORTS_API_KEY'] || stored.key);
  const missing = [
    ...(url ? [] : ['the API: --url, REPORTS_URL, or "url"']),
    ...(key ? [] : ['an API key: REPORTS_API_KEY, or "key"']),
  ];
  if (!url || !key) throw new UsageError(`Say where to find ${missing.join('; and ')} in ${file}`);
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is not a URL: http://127.0.0.1:8080, for example`);
  return { url, key };
};
