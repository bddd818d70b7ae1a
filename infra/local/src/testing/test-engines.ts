import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { isAlive } from '../supervision/process-table.ts';

export interface TestEngines {
  pid: number;
  environment: Readonly<Record<string, string>>;
}

/** Where the engines for tests are written down: REPORTS_TEST_ENGINES (set by `npm test`), else `npm run engines`' file. */
export const testEnginesFile = (): string =>
  process.env.REPORTS_TEST_ENGINES ?? join(root, '.local/test/engines.json');

/** Whether test engines are up, and say where. */
export const testEnginesAreUp = (): boolean => {
  const file = testEnginesFile();
  return existsSync(file) && isAlive((JSON.parse(readFileSync(file, 'utf8')) as TestEngines).pid);
};

const howTo = 'Run `npm run engines` in another terminal and keep it, or run all tests with `npm test`.';

/** The test engines that are up. Throws, saying how to start them, when there are none. */
export const testEngines = (): TestEngines => {
  const file = testEnginesFile();
  if (!existsSync(file)) throw new Error(`These tests need engines, and none are up. ${howTo}`);
  const engines = JSON.parse(readFileSync(file, 'utf8')) as TestEngines;
  if (!isAlive(engines.pid)) throw new Error(`The test engines of ${file} have stopped. ${howTo}`);
  return engines;
};

/** One entry of the test engines' environment, by its name in the README (`NATS_URL`, say). */
export const engineSetting = (name: string): string => {
  const value = testEngines().environment[name];
  if (value === undefined) throw new Error(`The test engines give no ${name}`);
  return value;
};
