import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};

/** The first of these names on the PATH. */
export const onPath = (...names: string[]): string | undefined => {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  return names.flatMap((name) => directories.map((directory) => join(directory, name))).find(isProgram);
};

/** A program named by an environment variable; throws when the variable is set and names none. */
export const fromVariable = (variable: string): string | undefined => {
  const path = process.env[variable];
  if (path === undefined || path === '') return undefined;
  if (!isProgram(path)) throw new Error(`${variable}=${path} is not a program that can be run`);
  return path;
};
