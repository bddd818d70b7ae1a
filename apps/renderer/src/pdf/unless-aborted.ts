/**
 * What the work gives, or the reason of the signal that is aborted first. `Promise.race` would hold every result for as long as a
 * promise lives that never settles: one PDF after another, until the browser ends.
 */
export const unlessAborted = <Result>(work: Promise<Result>, ...signals: AbortSignal[]): Promise<Result> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signals.find(({ aborted }) => aborted)?.reason as Error);
    for (const signal of signals) signal.addEventListener('abort', abort);
    if (signals.some(({ aborted }) => aborted)) abort();
    void work.then(resolve, reject).finally(() => {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    });
  });
