import { join } from 'node:path';
import { directoryOf, document, pythonPrograms, run } from './clients.ts';

/**
 * Schemathesis sends what the document allows, and what it does not, and checks each answer against the document. All its
 * checks, all its phases; a fixed seed, so that a fault is found again.
 */
export const fuzz = async ({ url, key }: { url: string; key: string }): Promise<string> => {
  const programs = await pythonPrograms('schemathesis', ['schemathesis==4.32.5']);
  const args = [
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
  return run(join(programs, 'schemathesis'), args, { cwd: directoryOf('schemathesis') });
};
