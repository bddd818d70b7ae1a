import { setImmediate as nextIteration } from 'node:timers/promises';

/** What one request does at a stretch. */
const maxTurnMs = 8;

/** Resolves when the last turn that was asked for has come: each iteration of the event loop has one turn, whoever's it is. */
let lastTurn: Promise<unknown> = Promise.resolve();

const nextTurn = (): Promise<unknown> => {
  lastTurn = lastTurn.then(() => nextIteration());
  return lastTurn;
};

/**
 * Does the work on items one after the other, until it says that it is enough, and gives the event loop to everybody else every few
 * milliseconds: work on 10,000 records blocks nobody, however many requests bring as many.
 */
export const inTurns = async <Item>(
  items: Iterable<Item>,
  work: (item: Item) => 'enough' | undefined,
): Promise<void> => {
  await nextTurn();
  let endsAt = performance.now() + maxTurnMs;
  for (const item of items) {
    if (work(item) === 'enough') return;
    if (performance.now() < endsAt) continue;
    await nextTurn();
    endsAt = performance.now() + maxTurnMs;
  }
};
