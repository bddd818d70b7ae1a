import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { runningEnvironment } from '../running-environment.ts';

/** `npm run doctor`: looks at the platform that runs here, else at the deployment that the environment names. */
export const doctor = (args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'apps/doctor/src/main.ts'), ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...runningEnvironment() },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
