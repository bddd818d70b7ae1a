/** Rest that can be cut short. */
export interface Waker {
  /** Ends the rest, or the next one before it begins. */
  rouse: () => void;
  /** From now on what roused before is forgotten: called before looking, so that nothing falls between looking and resting. */
  forget: () => void;
  rest: (ms: number) => Promise<void>;
}

export const createWaker = (): Waker => {
  let wake: () => void = () => undefined;
  let roused = false;
  return {
    rouse: () => {
      roused = true;
      wake();
    },
    forget: () => {
      roused = false;
    },
    rest: (ms) =>
      new Promise((resolve) => {
        if (roused) return resolve();
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
};
