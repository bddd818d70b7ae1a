import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../layout.ts';
import { withDatabase } from '../running-environment.ts';

const entryPoint = join(root, 'apps/aggregator/src/rebuild-main.ts');

/** `npm run rollups -- verify|rebuild`: with the running platform's database, or with one started for this call alone. */
export const rollups = (args: readonly string[]): Promise<number> =>
  withDatabase(async (environment) => {
    const child = spawn(process.execPath, [entryPoint, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  });
