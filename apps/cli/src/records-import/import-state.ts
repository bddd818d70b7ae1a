import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FaultGroup } from './fault-groups.ts';

/** What became of a file's lines. Every line that was read is in one of them. */
export interface LineCounts {
  header: number;
  empty: number;
  accepted: number;
  rejected: number;
}

/** How far an import has come. */
export interface Progress {
  /** The line that is read next. */
  nextLine: number;
  lines: LineCounts;
  /** Records that were accepted: a record may stand on several lines. */
  records: number;
  /** The file's header, as it came. */
  header: string;
  faults: FaultGroup[];
}

export interface ImportState {
  /** What was noted of this very file, unchanged since, with these settings; undefined when it is new. */
  read: () => Progress | undefined;
  write: (progress: Progress) => void;
  remove: () => void;
}

/**
 * Notes an import's progress in a file of its own, so that one that broke off goes on where it was.
 *
 * @param settings whatever makes another import of it: the kind, the API, the mapping.
 */
export const createImportState = (directory: string, file: string, settings: unknown): ImportState => {
  mkdirSync(directory, { recursive: true });
  const { size, mtimeMs } = statSync(file);
  const name = createHash('sha256')
    .update(JSON.stringify([resolve(file), settings]))
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
      writeFileSync(`${path}.new`, JSON.stringify({ file, size, mtimeMs, progress }));
      renameSync(`${path}.new`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
};
