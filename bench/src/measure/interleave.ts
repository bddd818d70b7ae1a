import { performance } from 'node:perf_hooks';

/**
 * One side of a comparison. Gives its own figure where it measures one itself; else the time of the whole call counts, in
 * milliseconds.
 */
export type Contender = () => Promise<number | undefined | void>;

export interface InterleaveOptions {
  rounds: number;
  /** Rounds before the first that counts: caches fill, code is compiled. */
  warmUps?: number;
  /** Between two measurements: what one leaves behind must not slow down the next. */
  settle?: () => Promise<void>;
}

const timed = async (contender: Contender): Promise<number> => {
  const startedAt = performance.now();
  const own = await contender();
  return typeof own === 'number' ? own : performance.now() - startedAt;
};

/**
 * Runs contenders in turn, round by round, each round in the opposite order of the one before: whatever else the machine
 * does meets all of them alike. Gives each one's figures, in the order of the rounds.
 */
export const interleave = async <Name extends string>(
  contenders: Record<Name, Contender>,
  { rounds, warmUps = 1, settle }: InterleaveOptions,
): Promise<Record<Name, number[]>> => {
  const names = Object.keys(contenders) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await timed(contenders[name]);
      if (round >= 0) figures[name].push(figure);
      await settle?.();
    }
  }
  return figures;
};
