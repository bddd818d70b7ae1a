import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { connectDatabase } from '@reports/database';
import { findPgDump } from '@reports/local-platform/testing';
import { connectStorage, type Storage } from '@reports/storage';

type Environment = Readonly<Record<string, string>>;

const run = promisify(execFile);

/** A database as SQL text that any client can run, rows as INSERT. Roles and their passwords are not part of it. */
export const dumpDatabase = async (ownerUrl: string): Promise<string> => {
  const { stdout } = await run(
    await findPgDump(),
    ['--inserts', '--rows-per-insert=200', '--no-owner', '--dbname', ownerUrl],
    { maxBuffer: 512 * 1024 * 1024 },
  );
  // Lines for psql alone.
  return stdout.replaceAll(/^\\(?:un)?restrict .*\n/gm, '');
};

/** Runs a dump in an empty database. The roles that it names are there: migrations make them. */
export const restoreDatabase = async (ownerUrl: string, dump: string): Promise<void> => {
  const owner = connectDatabase({ url: ownerUrl, applicationName: 'restore', poolSize: 1 });
  try {
    await owner.sql.unsafe(dump);
  } finally {
    await owner.close();
  }
};

const storageOf = (environment: Environment): Storage =>
  connectStorage({
    endpoint: environment['S3_ENDPOINT'] ?? '',
    accessKey: environment['S3_ACCESS_KEY'] ?? '',
    secretKey: environment['S3_SECRET_KEY'] ?? '',
    bucket: environment['S3_BUCKET'] ?? '',
    retentionDays: { 'files/': 90, 'datasets/': 90 },
  });

/** The keys of all objects that rows name. */
export const objectKeys = async (ownerUrl: string): Promise<string[]> => {
  const owner = connectDatabase({ url: ownerUrl, applicationName: 'copy', poolSize: 1 });
  try {
    const rows = await owner.sql<{ key: string }[]>`
      select file_key as key from reports where file_key is not null
      union select dataset ->> 'summaryKey' from reports where dataset is not null
      union select dataset ->> 'rowsKey' from reports where dataset is not null
      order by key`;
    return rows.map(({ key }) => key);
  } finally {
    await owner.close();
  }
};

const typeOf = (key: string): string =>
  (
    { json: 'application/json', csv: 'text/csv; charset=utf-8', pdf: 'application/pdf' } as Record<
      string,
      string
    >
  )[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

/** Writes objects into a directory, each under its key. */
export const saveObjects = async (environment: Environment, keys: readonly string[], directory: string) => {
  const storage = storageOf(environment);
  for (const key of keys) {
    const path = join(directory, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await storage.getBuffer(key));
  }
};

/** Puts what {@link saveObjects} wrote into another bucket. */
export const loadObjects = async (environment: Environment, directory: string): Promise<number> => {
  const storage = storageOf(environment);
  await storage.ensureBucket();
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const key = path.slice(directory.length).replace(/^\//, '');
    await storage.put(key, await readFile(path), typeOf(key));
  }
  return files.length;
};
