import { fileURLToPath } from 'node:url';
import { messageOf } from '@reports/service';
import { bundleWorkflowCode, type LogLevel, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** What the process says to the one that started it. */
export type BundlerMessage =
  | { said: { level: LogLevel; message: string; meta: object | undefined } }
  | { bundle: WorkflowBundleWithSourceMap }
  | { fault: string };

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const interceptors = fileURLToPath(new URL('../workflows/carry-trace.ts', import.meta.url));

const tell = (message: BundlerMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });

const say = (level: LogLevel) => (message: string, meta?: object) =>
  void tell({ said: { level, message, meta } });

// Nobody waits for the bundle any more.
process.once('disconnect', () => process.exit(1));

/**
 * Bundles the workflows of the file that is its argument, tells its parent, and ends: webpack and its compiler take 150 MB, which a
 * scheduler would keep for as long as it runs.
 */
try {
  const bundle = await bundleWorkflowCode({
    workflowsPath: process.argv[2] ?? '',
    workflowInterceptorModules: [interceptors],
    // Modules are named after their place below it. By default that is where the process was started: one release would be two versions.
    webpackConfigHook: (config) => ({ ...config, context: repository }),
    logger: {
      log: (level, message, meta) => say(level)(message, meta),
      trace: say('TRACE'),
      debug: say('DEBUG'),
      info: say('INFO'),
      warn: say('WARN'),
      error: say('ERROR'),
    },
  });
  await tell({ bundle });
} catch (error) {
  await tell({ fault: messageOf(error) });
}
process.exit(0);
