import { randomUUID } from 'node:crypto';
import { type BucketState, connectStorage, inspectBucket, type StorageOptions } from '@reports/storage';
import { type ClockReading, readClock } from '../clock.ts';
import { fault, faultsOr, fine, type Finding, lookAt, note, withinPatience } from '../finding.ts';

const prepare = 'As a user that may: node libs/storage/src/prepare-main.ts';
const reach = 'Check S3_ENDPOINT, S3_REGION, S3_ADDRESSING and the keys, that the server runs, and its log.';

/** Of what only readers may do: the key of the admin, or of the renderer, may write. */
const writeAndRead = async (options: StorageOptions): Promise<void> => {
  const storage = connectStorage(options);
  const key = `files/doctor-${randomUUID()}`;
  const body = Buffer.from('written by the doctor, to see that it can be');
  await storage.put(key, body, 'text/plain');
  try {
    if (!(await storage.getBuffer(key)).equals(body))
      throw new Error('what was read is not what was written');
  } finally {
    await storage.remove(key);
  }
};

export const checkStorage = async (
  options: StorageOptions,
  now: () => number,
): Promise<{ findings: Finding[]; clocks: ClockReading[] }> => {
  const seen: BucketState[] = [];
  const findings = await lookAt('storage', 'S3_ENDPOINT', reach, async () => {
    seen.push(await withinPatience(inspectBucket(options)));
    return fine('reached');
  });
  const [state] = seen;
  if (state === undefined) return { findings, clocks: [] };
  const { exists, retentionDays } = state;
  findings.push(
    ...(await lookAt('storage', 'bucket', prepare, () =>
      exists ? fine(`${options.bucket} is there`) : fault(`the bucket ${options.bucket} is missing`, prepare),
    )),
  );
  if (exists) {
    findings.push(
      ...(await lookAt(
        'storage',
        'rights',
        'Give the user the rights of libs/storage/src/policies-main.ts.',
        async () => {
          await withinPatience(writeAndRead(options));
          return fine('an object could be written, read and deleted');
        },
      )),
      ...(await lookAt('storage', 'rules', prepare, () => {
        if (retentionDays === 'unknown') {
          return note(
            'storage does not say which rules it has',
            'The aggregator deletes what is past its time.',
          );
        }
        return faultsOr(
          Object.entries(options.retentionDays).flatMap(([prefix, days]) => {
            const found = retentionDays[prefix];
            if (found === days) return [];
            return [
              fault(
                found === undefined
                  ? `nothing deletes objects under ${prefix} after ${days} days`
                  : `objects under ${prefix} are deleted after ${found} days, and RETENTION_DAYS is ${days}`,
                prepare,
              ),
            ];
          }),
          'objects are deleted when their time is up',
        );
      })),
    );
  }
  const clocks = await readClock(
    'storage',
    now,
    async () => (await inspectBucket(options)).now?.getTime(),
    1_000,
  ).catch(() => []);
  return { findings, clocks };
};
