import { hasCode } from './errors.ts';

/** Writes on the condition that nothing is there yet, where storage can hold it; keys are new in any case. */
export type WriteOnce = <Result>(
  write: (condition: { IfNoneMatch?: '*' }) => Promise<Result>,
) => Promise<Result>;

/** Storage that does not know the condition says so once, and is not asked again. */
export const createWriteOnce = (): WriteOnce => {
  let supported = true;
  return async (write) => {
    if (!supported) return write({});
    try {
      return await write({ IfNoneMatch: '*' });
    } catch (error) {
      if (!hasCode(error, 'NotImplemented', '501')) throw error;
      supported = false;
      return write({});
    }
  };
};
