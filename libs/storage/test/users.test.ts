import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type PrivateMinio, startPrivateMinio } from '@reports/local-platform/testing';
import { connectStorage, type Storage } from '@reports/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../src/client.ts';
import { connectMinioAdmin } from '../src/minio-admin.ts';
import { type StorageUser, storageUsers } from '../src/policies.ts';

const bucket = 'reports';
const prepareProgram = fileURLToPath(new URL('../src/prepare-main.ts', import.meta.url));
const secretOf = (user: string): string => `secret-of-the-${user}`;
let minio: PrivateMinio;
let root: Storage;

const credentialsOf = (user: StorageUser) => ({
  endpoint: minio.endpoint,
  accessKey: `reports-${user}`,
  secretKey: secretOf(user),
});
const storageOf = (user: StorageUser): Storage =>
  connectStorage({ ...credentialsOf(user), bucket, retentionDays: { 'files/': 90, 'datasets/': 90 } });

const runPrepare = (credentials: { accessKey: string; secretKey: string }) =>
  spawnSync(process.execPath, [prepareProgram], {
    env: {
      PATH: process.env.PATH,
      S3_ENDPOINT: minio.endpoint,
      S3_ACCESS_KEY: credentials.accessKey,
      S3_SECRET_KEY: credentials.secretKey,
      S3_BUCKET: bucket,
      ...Object.fromEntries(
        storageUsers.map((user) => [`S3_${user.toUpperCase()}_SECRET_KEY`, secretOf(user)]),
      ),
    },
    encoding: 'utf8',
  });

const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      const { code, name } = error as { code?: string; name: string };
      return code === 'storage_access_denied' || name === 'AccessDenied' ? 'refused' : String(error);
    },
  );

beforeAll(async () => {
  minio = await startPrivateMinio();
  root = connectStorage({ ...minio, bucket, retentionDays: {} });
});
afterAll(() => minio.stop());

test("the operator's step makes the bucket and the users, and may be repeated", () => {
  for (const time of ['once', 'again']) {
    expect([time, runPrepare(minio)]).toMatchObject([time, { status: 0, stderr: '' }]);
  }
});

/** What each service does, by the words of the code. */
const rights: Record<StorageUser, readonly string[]> = {
  api: ['read files/', 'delete files/', 'delete datasets/'],
  aggregator: [
    ...['read datasets/', 'write datasets/', 'delete datasets/'],
    ...['read files/', 'write files/', 'delete files/', 'copy datasets/ files/', 'copy files/ datasets/'],
    'drop unfinished',
  ],
  renderer: ['read datasets/', 'read files/', 'write files/', 'copy datasets/ files/'],
  notifier: ['read files/', 'read datasets/'],
};

describe.each(storageUsers)("the %s's user", (user) => {
  let storage: Storage;
  let client: S3Client;
  beforeAll(async () => {
    storage = storageOf(user);
    client = createClient(credentialsOf(user));
  });

  test('does what the service does, and nothing else with objects', async () => {
    const outcomes: Record<string, string> = {};
    for (const prefix of ['files/', 'datasets/', 'others/']) {
      const key = `${prefix}ws_a/rpt_${user}/1.csv`;
      const stored = await root.put(key, Buffer.from('seeded'), 'text/csv');
      outcomes[`read ${prefix}`] = await outcomeOf(storage.getBuffer(key));
      outcomes[`write ${prefix}`] = await outcomeOf(
        storage.put(`${prefix}ws_a/rpt_${user}/2.csv`, Readable.from(['new']), 'text/csv'),
      );
      for (const to of ['files/', 'datasets/', 'others/']) {
        outcomes[`copy ${prefix} ${to}`] = await outcomeOf(
          storage.copy(stored, `${to}ws_a/rpt_${user}/copy-of-${prefix.length}`, 'text/csv'),
        );
      }
      outcomes[`delete ${prefix}`] = await outcomeOf(storage.remove(key));
    }
    outcomes['drop unfinished'] = await outcomeOf(storage.dropUnfinished(new Date()));
    const done = Object.keys(outcomes).filter((name) => outcomes[name] === 'done');
    process.stdout.write(
      `${user}: ${Object.keys(outcomes).length} things tried on objects, ${done.length} done\n`,
    );
    // Within what may be both read and written, copies are no right of their own.
    const copies = ['copy files/ files/', 'copy datasets/ datasets/'];
    expect(done.filter((name) => !copies.includes(name)).toSorted()).toEqual([...rights[user]].toSorted());
    const others = Object.values(outcomes).filter((outcome) => outcome !== 'done');
    expect(new Set(others)).toEqual(new Set(['refused']));
  });

  test('sees that the bucket is there, and says of what is missing that it is missing', async () => {
    await storage.ping();
    const readable = rights[user].find((right) => right.startsWith('read'))?.split(' ')[1];
    if (readable)
      await expect(storage.getBuffer(`${readable}none`)).rejects.toMatchObject({ code: 'object_missing' });
  });

  test('leaves the bucket, its rules, its policy and its users alone', async () => {
    expect(await storage.ensureBucket()).toEqual({ leftToOperator: true });
    const elsewhere = connectStorage({ ...credentialsOf(user), bucket: 'elsewhere', retentionDays: {} });
    const admin = connectMinioAdmin(minio.endpoint, credentialsOf(user));
    const tries = {
      'make a bucket': () => elsewhere.ensureBucket(),
      'delete the bucket': () => client.send(new DeleteBucketCommand({ Bucket: bucket })),
      'delete its rules': () => client.send(new DeleteBucketLifecycleCommand({ Bucket: bucket })),
      'open it to everybody': () =>
        client.send(
          new PutBucketPolicyCommand({ Bucket: bucket, Policy: '{"Version":"2012-10-17","Statement":[]}' }),
        ),
    };
    for (const [name, work] of Object.entries(tries)) {
      expect([name, await outcomeOf(work())]).toEqual([name, 'refused']);
    }
    for (const work of [
      () => admin.putUser('another', 'a-secret-of-another'),
      () => admin.usePolicy(`reports-${user}`, 'consoleAdmin'),
      () => admin.putPolicy(`reports-${user}`, { Version: '2012-10-17', Statement: [] }),
    ]) {
      await expect(work()).rejects.toThrow(/403/);
    }
    const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual([bucket]);
  });
});

test('a stranger, or a user with a false secret, gets nothing', async () => {
  const stranger = connectStorage({
    ...credentialsOf('api'),
    secretKey: 'false-secret',
    bucket,
    retentionDays: {},
  });
  await expect(stranger.getBuffer('files/any')).rejects.toMatchObject({ code: 'storage_access_denied' });
  expect((await fetch(`${minio.endpoint}/${bucket}/?list-type=2`)).status).toBe(403);
});

describe('S3_ENCRYPTION', () => {
  const filesBeneath = (directory: string): string[] =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
  const isOnDisk = (text: string): boolean =>
    filesBeneath(minio.directory).some((file) => readFileSync(file).includes(text));

  test.each(['AES256', 'aws:kms'] as const)(
    '%s: what is written in any way is not in clear on the disk',
    async (algorithm) => {
      const options = { ...minio, bucket, retentionDays: {} };
      const encrypting = connectStorage({ ...options, encryption: { algorithm, keyId: null } });
      const client = createClient(minio);
      const name = algorithm.replace(':', '-');
      const texts = {
        whole: `seeded-whole-${name}`,
        parts: `seeded-parts-${name}`,
        clear: `seeded-clear-${name}`,
      };
      const whole = await encrypting.put(`files/${name}/whole`, Buffer.from(texts.whole), 'text/csv');
      await encrypting.put(`files/${name}/parts`, Readable.from([texts.parts]), 'text/csv');
      await encrypting.copy(whole, `files/${name}/copy`, 'text/csv');
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: `files/${name}/clear`, Body: texts.clear }),
      );
      for (const key of ['whole', 'parts', 'copy']) {
        const head = await client.send(
          new HeadObjectCommand({ Bucket: bucket, Key: `files/${name}/${key}` }),
        );
        expect([key, head.ServerSideEncryption]).toEqual([key, algorithm]);
      }
      expect((await encrypting.getBuffer(`files/${name}/copy`)).toString()).toBe(texts.whole);
      expect(isOnDisk(texts.clear)).toBe(true);
      for (const text of [texts.whole, texts.parts]) expect([text, isOnDisk(text)]).toEqual([text, false]);
    },
  );
});
