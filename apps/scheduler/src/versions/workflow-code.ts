import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@reports/service';
import type { WorkerVersion } from '@reports/temporal';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { BundlerMessage } from './bundle-main.ts';

/** The workers of our workflows, as Temporal's UI lists them. */
export const deploymentName = 'reports-scheduler';

export interface WorkflowCode {
  workflowBundle: WorkflowBundleWithSourceMap;
  /** Its build id is the release and a hash of the bundle: any change of what workflows run is another version. */
  version: WorkerVersion;
}

const ourWorkflows = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const bundler = fileURLToPath(new URL('bundle-main.ts', import.meta.url));

/** Bundles the workflows, in a process of its own; takes a few seconds. */
export const bundleWorkflows = async (
  log: Logger,
  release: string,
  workflowsPath = ourWorkflows,
): Promise<WorkflowCode> => {
  const workflowBundle = await runBundler(log, workflowsPath);
  // What follows is the map of the sources, with the directory that they were in.
  const [code = ''] = workflowBundle.code.split('//# sourceMappingURL=', 1);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  return { workflowBundle, version: { deploymentName, buildId: `${release}-${hash}` } };
};

const runBundler = (log: Logger, workflowsPath: string): Promise<WorkflowBundleWithSourceMap> =>
  new Promise((resolve, reject) => {
    const child = fork(bundler, [workflowsPath], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let outcome: Exclude<BundlerMessage, { said: unknown }> | undefined;
    child.on('message', (message: BundlerMessage) => {
      if (!('said' in message)) {
        outcome = message;
        return;
      }
      const { level, message: text, meta } = message.said;
      const ours = level === 'WARN' || level === 'ERROR' ? 'warn' : 'debug';
      log[ours](meta ?? {}, text);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (outcome && 'bundle' in outcome) resolve(outcome.bundle);
      else
        reject(
          new Error(
            `The workflows could not be bundled: ${outcome?.fault ?? `the process ended with ${signal ?? code}`}`,
          ),
        );
    });
  });
