/**
 * Makes the bucket and its rules, and on MinIO a user for each service whose secret key is given, as a user that may: an operator's
 * step before services start, as migrations are. May be repeated.
 */
import { defineConfig, messageOf, retryWhilePassing } from '@reports/service';
import { connectStorage } from './connect.ts';
import { connectMinioAdmin } from './minio-admin.ts';
import { policyOf, storageUsers } from './policies.ts';
import { storageOptions, storagePreparationSettings } from './settings.ts';

const giveUpAfterMs = 60_000;

const readConfig = defineConfig(storagePreparationSettings);

const prepare = async (config: ReturnType<typeof readConfig>): Promise<void> => {
  const { retentionRefused, unfinishedRefused } = await connectStorage(storageOptions(config)).ensureBucket();
  if (retentionRefused !== undefined) {
    process.stdout.write(
      `Storage takes no rule that expires old files (${retentionRefused}): they stay until one is set.\n`,
    );
  }
  if (unfinishedRefused !== undefined) {
    process.stdout.write(
      `Storage takes no rule for unfinished uploads (${unfinishedRefused}). MinIO has none and drops them by itself; elsewhere, set one.\n`,
    );
  }
  const admin = connectMinioAdmin(config.s3Endpoint, {
    accessKey: config.s3AccessKey,
    secretKey: config.s3SecretKey,
  });
  for (const user of storageUsers) {
    if (config[user] === '') continue;
    const name = `reports-${user}`;
    await admin.putPolicy(name, policyOf(user, config.s3Bucket));
    await admin.putUser(name, config[user]);
    await admin.usePolicy(name, name);
  }
};

try {
  const config = readConfig(process.env);
  // It may be starting still.
  await retryWhilePassing(() => prepare(config), { forMs: giveUpAfterMs });
  process.stdout.write('The bucket and its users are there.\n');
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
