import pLimit, { type LimitFunction } from 'p-limit';

/**
 * Runs as many works of one name at once as `most`, say of a workspace: its others wait, in the order in which they came, and no other name's
 * wait for them. What a work gives or throws is given or thrown.
 */
export const createLimitByName = (most: number) => {
  const names = new Map<string, { given: number; limit: LimitFunction }>();
  return async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const mine = names.get(name) ?? { given: 0, limit: pLimit(most) };
    names.set(name, mine);
    mine.given += 1;
    try {
      return await mine.limit(work);
    } finally {
      mine.given -= 1;
      // A name that nothing runs under is forgotten: there is no end of them.
      if (mine.given === 0) names.delete(name);
    }
  };
};
