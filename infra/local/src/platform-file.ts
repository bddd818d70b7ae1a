import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';

/** Written while a platform runs, for commands that join it: `npm run admin`, `npm run records`, `npm run demo`. */
export interface PlatformFile {
  pid: number;
  startedAt: string;
  /** Everything a client or an admin command reads from its environment. */
  environment: Readonly<Record<string, string>>;
}

const fileOf = ({ run }: Layout): string => join(run, 'platform.json');

export const writePlatformFile = (layout: Layout, content: PlatformFile): void => {
  const file = fileOf(layout);
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

export const readPlatformFile = (layout: Layout): PlatformFile | undefined => {
  const file = fileOf(layout);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PlatformFile) : undefined;
};

export const removePlatformFile = (layout: Layout): void => {
  rmSync(fileOf(layout), { force: true });
};
