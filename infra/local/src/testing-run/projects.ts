import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../layout.ts';

interface Package {
  name: string;
  workspaces?: string[];
  nx?: { targets?: Record<string, unknown> };
}

const read = (directory: string): Package =>
  JSON.parse(readFileSync(join(root, directory, 'package.json'), 'utf8')) as Package;

/** The workspace's projects that have tests, by name. */
export const testedProjects = (): string[] =>
  (read('.').workspaces ?? [])
    .flatMap((pattern) => globSync(`${pattern}/package.json`, { cwd: root }))
    .map((file) => read(file.slice(0, -'/package.json'.length)))
    .filter((project) => project.nx?.targets?.['test'] !== undefined)
    .map(({ name }) => name)
    .toSorted();
