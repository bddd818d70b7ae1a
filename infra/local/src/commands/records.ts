import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { callAdmin } from '../admin.ts';
import { root } from '../layout.ts';
import { runningEnvironment } from '../running-environment.ts';

const entryPoint = join(root, 'apps/cli/src/main.ts');

/** Takes `--workspace ID` out of the words. */
const takeWorkspace = (args: readonly string[]): { workspaceId: string | undefined; rest: string[] } => {
  const at = args.indexOf('--workspace');
  if (at === -1) return { workspaceId: undefined, rest: [...args] };
  return {
    workspaceId: args[at + 1] ?? '',
    rest: args.filter((_, index) => index !== at && index !== at + 1),
  };
};

/**
 * `npm run records -- import ...` is `reports records import ...`, with the running platform as the API where none is named. With
 * `--workspace ID` a key is made for it, and revoked at the end.
 */
export const records = async (args: readonly string[]): Promise<number> => {
  const { workspaceId, rest } = takeWorkspace(args);
  const platform = runningEnvironment();
  const environment: Record<string, string | undefined> = {
    ...process.env,
    REPORTS_URL: process.env.REPORTS_URL ?? platform?.['REPORTS_URL'],
  };
  let revoke = async (): Promise<void> => {};
  if (workspaceId !== undefined) {
    if (!platform)
      throw new Error(
        '--workspace needs the running platform (`npm start`); elsewhere give REPORTS_API_KEY.',
      );
    const words = ['keys', 'create', '--workspace', workspaceId, '--scope', 'read_write'];
    const { key, key_id } = (await callAdmin(words, platform)) as { key: string; key_id: string };
    environment['REPORTS_API_KEY'] = key;
    revoke = async () => {
      await callAdmin(['keys', 'revoke', key_id], platform);
    };
  }
  try {
    const child = spawn(process.execPath, [entryPoint, 'records', ...rest], {
      stdio: 'inherit',
      env: environment,
    });
    // Ctrl-C reaches both; a signal sent to this one alone is passed on.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await revoke();
  }
};
