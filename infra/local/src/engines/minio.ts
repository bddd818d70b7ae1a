import { join } from 'node:path';
import { type StorageUser, storageUsers } from '@reports/storage';
import { findOrBuild } from '../install/go-program.ts';
import { prepareStorage } from '../migrate.ts';
import { passwordOf } from '../secrets.ts';
import type { ServiceName } from '../service-settings.ts';
import type { Say } from '../terminal.ts';
import { httpProbe, setting, type CreateEngine } from './engine.ts';

/** Of MinIO's users. */
const maxSecretLength = 40;

export const findMinio = (say: Say): Promise<string> =>
  findOrBuild(
    {
      name: 'minio',
      package: 'github.com/minio/minio',
      version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
      binaryVariable: 'MINIO_PATH',
      serverVariable: 'S3_ENDPOINT',
      minutes: 3,
    },
    say,
  );

/** MinIO: any S3 endpoint named by S3_ENDPOINT, else a server of our own on loopback. */
export const createMinio: CreateEngine = async ({
  layout,
  ports,
  secrets,
  say,
  purpose,
  fromEnvironment,
}) => {
  const bucket = setting('S3_BUCKET') ?? 'reports';
  const external = setting('S3_ENDPOINT');
  if (external !== undefined && fromEnvironment) {
    return {
      environment: {
        S3_ENDPOINT: external,
        S3_ACCESS_KEY: setting('S3_ACCESS_KEY') ?? '',
        S3_SECRET_KEY: setting('S3_SECRET_KEY') ?? '',
        S3_BUCKET: bucket,
      },
    };
  }
  const command = await findMinio(say);
  const accessKey = 'reports';
  const environment = {
    S3_ENDPOINT: `http://127.0.0.1:${ports.minio}`,
    S3_ACCESS_KEY: accessKey,
    S3_SECRET_KEY: secrets.s3,
    S3_BUCKET: bucket,
  };
  const userSecret = (user: StorageUser): string => passwordOf(secrets, 's3', user).slice(0, maxSecretLength);
  const kept = purpose === 'kept' && {
    ofService: (service: ServiceName): Record<string, string> => {
      const user = storageUsers.find((name) => name === service);
      return user === undefined ? {} : { S3_ACCESS_KEY: `reports-${user}`, S3_SECRET_KEY: userSecret(user) };
    },
    settle: () =>
      prepareStorage({
        ...environment,
        ...Object.fromEntries(
          storageUsers.map((user) => [`S3_${user.toUpperCase()}_SECRET_KEY`, userSecret(user)]),
        ),
      }),
  };
  const pages = purpose === 'kept' ? ['--console-address', `127.0.0.1:${ports.minioConsole}`] : [];
  return {
    environment: {
      ...environment,
      ...(purpose === 'kept' && { MINIO_CONSOLE_URL: `http://127.0.0.1:${ports.minioConsole}` }),
    },
    ...kept,
    program: {
      name: 'minio',
      command,
      args: ['server', join(layout.data, 'minio'), '--address', `127.0.0.1:${ports.minio}`, ...pages],
      environment: {
        MINIO_ROOT_USER: accessKey,
        MINIO_ROOT_PASSWORD: secrets.s3,
        MINIO_BROWSER: purpose === 'kept' ? 'on' : 'off',
        MINIO_UPDATE: 'off',
      },
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 15_000,
      startTimeoutMs: 120_000,
      probe: httpProbe(`http://127.0.0.1:${ports.minio}/minio/health/cluster`),
    },
  };
};
