import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RecordKind } from '@reports/contracts';
import type { Place } from './read-rows.ts';

/** How far an import has come: everything before `place` was accepted. */
export interface Progress {
  place: Place;
  accepted: number;
  badLines: number;
}

export interface ImportState {
  /** What was noted of this very file, unchanged since; undefined when it is new. */
  read: () => Progress | undefined;
  write: (progress: Progress) => void;
  remove: () => void;
}

/** Notes an import's progress in a file of its own, so that one that broke off goes on where it was. */
export const createImportState = (
  directory: string,
  { file, kind, url, workspaceId }: { file: string; kind: RecordKind; url: string; workspaceId: string },
): ImportState => {
  mkdirSync(directory, { recursive: true });
  const { size, mtimeMs } = statSync(file);
  const name = createHash('sha256')
    .update(JSON.stringify([resolve(file), kind, url, workspaceId]))
    .digest('hex');
  const path = join(directory, `${name.slice(0, 16)}.json`);
  return {
    read: () => {
      if (!existsSync(path)) return undefined;
      const noted = JSON.parse(readFileSync(path, 'utf8')) as {
        size: number;
        mtimeMs: number;
        progress: Progress;
      };
      return noted.size === size && noted.mtimeMs === mtimeMs ? noted.progress : undefined;
    },
    write: (progress) => {
      writeFileSync(`${path}.new`, JSON.stringify({ file, kind, size, mtimeMs, progress }));
      renameSync(`${path}.new`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
};
