import { execFileSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository, spawnService } from '../support/services.ts';

/** The files of the checkout under another version; its packages are those of the checkout. */
const copyAs = (version: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'reports-release-'));
  const listed = execFileSync('git', ['ls-files', '-z', 'apps', 'libs', 'package.json'], { cwd: repository });
  for (const file of listed.toString().split('\0').filter(Boolean))
    cpSync(join(repository, file), join(copy, file));
  mkdirSync(join(copy, 'node_modules/@reports'), { recursive: true });
  for (const name of readdirSync(join(repository, 'node_modules'))) {
    if (name !== '@reports')
      symlinkSync(join(repository, 'node_modules', name), join(copy, 'node_modules', name));
  }
  // Ours lead to the copy: their links are relative.
  for (const name of readdirSync(join(repository, 'node_modules/@reports'))) {
    symlinkSync(
      readlinkSync(join(repository, 'node_modules/@reports', name)),
      join(copy, 'node_modules/@reports', name),
    );
  }
  for (const own of globSync('{apps,libs}/*/node_modules', { cwd: repository })) {
    symlinkSync(join(repository, own), join(copy, own));
  }
  const file = join(copy, 'libs/service/package.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), version }));
  return copy;
};

/** A service of another release, until `stop`. */
export const startOtherRelease = (
  service: string,
  version: string,
  environment: Readonly<Record<string, string>>,
): { stop: () => Promise<void> } => {
  const copy = copyAs(version);
  const { child } = spawnService(service, environment, copy);
  return {
    stop: async () => {
      if (child.exitCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
      }
      rmSync(copy, { recursive: true, force: true });
    },
  };
};
