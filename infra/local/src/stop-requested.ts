/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP. Later ones are ignored: npm passes Ctrl-C on a second time, and an
 * orderly stop must not be cut short by it.
 */
export const stopRequested = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        resolve(name);
      });
    }
  });
