import { type Fault, isStorable } from '@reports/contracts';

/**
 * Texts that no database or file can hold as they are: with a NUL character, or with half of a surrogate pair. JSON can
 * spell both as escapes, in keys as well as in values.
 */
export const findTextFaults = (value: unknown, pointer = ''): Fault[] => {
  if (typeof value === 'string') {
    return isStorable(value)
      ? []
      : [{ pointer, detail: 'must be text without NUL characters and broken surrogate pairs' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => findTextFaults(item, `${pointer}/${name}`));
};
