import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { callAdmin } from '@reports/local-platform/admin';
import { startPlatform, type Platform } from '@reports/local-platform/platform';
import postgres, { type Sql } from 'postgres';
import type { Sizes } from './data/sizes.ts';
import { defineMacros } from './reference/answer.ts';

export interface Workspace {
  id: string;
  /** Scope read_write. */
  key: string;
}

/** Where benches happen: a platform of their own, the reference database beside it, and workspaces filled when asked for. */
export interface Stage {
  sizes: Sizes;
  platform: Platform;
  /** For files of a bench. */
  directory: string;
  /** Owns the tables, and sees every workspace. */
  owner: Sql;
  reference: DuckDBConnection;
  setting: (name: string) => string;
  /** The workspace of that name: made and, by `fill`, filled when it is not there yet. */
  workspace: (name: string, fill?: (workspace: Workspace) => Promise<void>) => Promise<Workspace>;
  say: (line: string) => void;
  /** Has something end with the stage at the latest, also where the bench is interrupted; gives what ends it before. */
  endWithStage: (end: () => Promise<void>) => () => Promise<void>;
  close: () => Promise<void>;
}

export interface StageOptions {
  sizes: Sizes;
  /** Kept, and its data used again by the next run with the same sizes; a temporary one when undefined. */
  directory: string | undefined;
  say: (line: string) => void;
}

/** Workspaces of a kept directory, under the sizes that they were filled with. */
const openRegister = (file: string, sizes: Sizes) => {
  const { largeCalls, smallCalls, agents, campaigns, logViolations, archivedReports } = sizes;
  const mark = JSON.stringify({ largeCalls, smallCalls, agents, campaigns, logViolations, archivedReports });
  const known: { mark: string; workspaces: Record<string, Workspace> } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { mark, workspaces: {} };
  if (known.mark !== mark) {
    throw new Error(`The data of ${file} has other sizes: take another directory, or delete this one`);
  }
  return {
    find: (name: string): Workspace | undefined => known.workspaces[name],
    keep: (name: string, workspace: Workspace): void => {
      known.workspaces[name] = workspace;
      writeFileSync(file, JSON.stringify(known));
    },
  };
};

export const openStage = async ({ sizes, directory: kept, say }: StageOptions): Promise<Stage> => {
  const directory = kept ?? mkdtempSync(join(tmpdir(), 'reports-bench-'));
  mkdirSync(directory, { recursive: true });
  const register = openRegister(join(directory, 'workspaces.json'), sizes);
  const platform = await startPlatform({
    directory: join(directory, 'platform'),
    ports: 'random',
    ownEngines: true,
    settings: { RATE_LIMIT_PER_MINUTE: '100000000', LOG_LEVEL: 'warn' },
    say,
  });
  const setting = (name: string): string => {
    const value = platform.environment[name];
    if (value === undefined) throw new Error(`The platform gives no ${name}`);
    return value;
  };
  const owner = postgres(setting('DATABASE_OWNER_URL'), { max: 4, onnotice: () => {} });
  const instance = await DuckDBInstance.create(join(directory, 'reference.duckdb'), {
    threads: String(availableParallelism()),
  });
  const reference = await instance.connect();
  await defineMacros(reference);

  const ends = new Set<() => Promise<void>>();
  return {
    sizes,
    platform,
    directory,
    owner,
    reference,
    setting,
    workspace: async (name, fill) => {
      const known = register.find(name);
      if (known !== undefined) return known;
      const made = (await callAdmin(['workspaces', 'create', `Bench ${name}`], platform.environment)) as {
        workspace_id: string;
        key: string;
      };
      const workspace = { id: made.workspace_id, key: made.key };
      const startedAt = Date.now();
      await fill?.(workspace);
      register.keep(name, workspace);
      say(`  workspace ${name} is filled (${Math.round((Date.now() - startedAt) / 1000)} s)`);
      return workspace;
    },
    say,
    endWithStage: (end) => {
      const once = async () => {
        if (ends.delete(once)) await end();
      };
      ends.add(once);
      return once;
    },
    close: async () => {
      await Promise.all([...ends].map((end) => end()));
      // A query that runs would hold it open.
      reference.interrupt();
      reference.closeSync();
      instance.closeSync();
      await owner.end({ timeout: 5 });
      await platform.stop();
      if (kept === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
};
