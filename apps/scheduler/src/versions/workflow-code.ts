import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from '@reports/service';
import type { WorkerVersion } from '@reports/temporal';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

/** The workers of our workflows, as Temporal's UI lists them. */
export const deploymentName = 'reports-scheduler';

export interface WorkflowCode {
  workflowBundle: WorkflowBundleWithSourceMap;
  /** Its build id is the release and a hash of the bundle: any change of what workflows run is another version. */
  version: WorkerVersion;
}

const ourWorkflows = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const interceptors = fileURLToPath(new URL('../workflows/carry-trace.ts', import.meta.url));

/** Bundles the workflows, once for a process; takes a second or two. */
export const bundleWorkflows = async (
  log: Logger,
  release: string,
  workflowsPath = ourWorkflows,
): Promise<WorkflowCode> => {
  const note = (level: 'debug' | 'warn' | 'error') => (message: string, meta?: object) =>
    log[level](meta ?? {}, message);
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules: [interceptors],
    // Modules are named after their place below it. By default that is where the process was started: one release would be two versions.
    webpackConfigHook: (config) => ({ ...config, context: repository }),
    logger: {
      log: (_level, message, meta) => note('debug')(message, meta),
      trace: note('debug'),
      debug: note('debug'),
      info: note('debug'),
      warn: note('warn'),
      error: note('error'),
    },
  });
  // What follows is the map of the sources, with the directory that they were in.
  const [code = ''] = workflowBundle.code.split('//# sourceMappingURL=', 1);
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 12);
  return { workflowBundle, version: { deploymentName, buildId: `${release}-${hash}` } };
};
