import { defaultStopSeconds } from './config.ts';
import { messageOf } from './service-error.ts';
import type { Logger } from './logger.ts';

/**
 * Stops the process in order on SIGTERM and SIGINT: runs the steps one after the other, then exits with 0. A step that
 * fails is logged and the next one runs; past `stopSeconds` the process exits with 1, which is as safe as kill -9.
 */
export const stopOnSignal = (
  log: Logger,
  steps: Array<() => unknown>,
  { stopSeconds }: { stopSeconds: number } = { stopSeconds: defaultStopSeconds },
): void => {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('still not stopped: leaving');
      process.exit(1);
    }, stopSeconds * 1_000).unref();
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, `a step of the shutdown failed: ${messageOf(error)}`);
      }
    }
    log.info('stopped');
    process.exit(0);
  };
  // Node would print the error with all that it carries.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, `nobody caught an error: ${messageOf(error)}`);
    process.exit(1);
  });
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
};
