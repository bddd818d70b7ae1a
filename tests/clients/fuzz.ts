import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonPrograms } from '../support/python-programs.ts';
import { run } from '../support/run.ts';
import { directoryOf, document } from './clients.ts';

const settings = fileURLToPath(new URL('schemathesis.toml', import.meta.url));
const hooks = fileURLToPath(new URL('.', import.meta.url));

/**
 * Schemathesis sends what the document allows, and what it does not, and checks each answer against the document. All its
 * checks, all its phases; a fixed seed, so that a fault is found again. Resolves with its figures.
 */
export const fuzz = async ({
  url,
  key,
  keyId,
}: {
  url: string;
  key: string;
  keyId: string;
}): Promise<string> => {
  const programs = await pythonPrograms('schemathesis', ['schemathesis==4.32.5']);
  const args = [
    '--config-file',
    settings,
    'run',
    document,
    '--url',
    url,
    '--header',
    `Authorization: Bearer ${key}`,
    '--checks',
    'all',
    '--max-examples',
    '25',
    '--seed',
    '20240131',
    '--continue-on-failure',
    '--no-color',
  ];
  // It leaves what it found where it runs.
  const output = await run(join(programs, 'schemathesis'), args, {
    cwd: directoryOf('schemathesis'),
    environment: { PYTHONPATH: hooks, SCHEMATHESIS_HOOKS: 'schemathesis_hooks', REPORTS_KEY_ID: keyId },
  });
  return output.slice(output.indexOf('API Operations:'));
};
