import { type Fault, isStorable } from '@reports/contracts';

const unstorable = 'must be text without NUL characters and broken surrogate pairs';
/** More than a person would read. */
const maxFaults = 100;

/**
 * Texts that no database or file can hold as they are: with a NUL character, or with half of a surrogate pair. JSON can
 * spell both as escapes, in keys as well as in values. The value's depth must be limited already.
 */
export const findTextFaults = (value: unknown): Fault[] => {
  const faults: Fault[] = [];
  visitTexts(value, [], (path) => {
    if (faults.length < maxFaults) faults.push({ pointer: pointerOf(path), detail: unstorable });
  });
  return faults;
};

const visitTexts = (value: unknown, path: string[], report: (path: readonly string[]) => void): void => {
  if (typeof value === 'string' && !isStorable(value)) report(path);
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    path.push(name);
    visitTexts((value as Record<string, unknown>)[name], path, report);
    path.pop();
  }
};

const pointerOf = (path: readonly string[]): string => path.map((name) => `/${name}`).join('');
