import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectDatabase } from '@reports/database';
import { defineConfig } from '@reports/service';
import { connectStorage, storageOptions, storageSettings } from '@reports/storage';
import { collectGarbage, inspectorUrl } from '../../support/inspector.ts';
import type { TestPlatform } from '../../support/platform.ts';
import { descendantsOf, residentMb } from '../../support/processes.ts';
import { type ServiceName, serviceNames } from '../../support/services.ts';
import { slopeOf } from '../../support/slope.ts';
import { type Posted, postSurely, tally } from '../../support/tally.ts';
import type { Scenario } from './scenario.ts';
import { inWorld, reportOf } from './world.ts';

interface Sample {
  liveMb: number;
  workersMb: number;
  /** Once the garbage is gone, so that of the rest only what is not JavaScript's can grow. */
  residentMb: number;
}

const measure = async (platform: TestPlatform, name: ServiceName): Promise<Sample> => {
  const log = readFileSync(join(platform.layout.logs, `${name}.log`), 'utf8');
  const { liveMb, workersMb } = await collectGarbage(inspectorUrl(log));
  return { liveMb, workersMb, residentMb: residentMb(platform.pid(name)) };
};

const rounded = (number: number): number => Number(number.toFixed(2));

/**
 * Reports in a row, `size`, 2,000, four at once: what each service's memory grows by for a hundred, once it is warm: in the second half.
 * Measured after all garbage is collected, of all threads. Resident memory as it happens to be is a saw tooth of collections, with teeth of
 * a hundred megabytes: a line through it rises or falls with where it begins and ends, leak or none.
 */
export const memory: Scenario = ({ size = 2_000, say }) =>
  inWorld(
    async (platform, client) => {
      const posted: Posted[] = [];
      const samples = new Map<ServiceName, Sample[]>(serviceNames.map((name) => [name, []]));
      const processesBefore = (await descendantsOf(platform.pid('renderer'))).length;
      for (let hundred = 0; hundred < size / 100; hundred += 1) {
        let left = 100;
        const lane = async () => {
          while (left-- > 0) {
            const report = await postSurely(client, reportOf(posted.length));
            posted.push(report);
            await client.finished(report.reportId);
          }
        };
        await Promise.all([lane(), lane(), lane(), lane()]);
        const said: string[] = [];
        for (const name of serviceNames) {
          const sample = await measure(platform, name);
          samples.get(name)?.push(sample);
          said.push(`${name} ${sample.liveMb.toFixed(1)} of ${sample.residentMb.toFixed(0)} MB`);
        }
        say(`${posted.length}: ${said.join(', ')}`);
      }
      const { faults, ...counted } = await tally(platform, client, posted);
      const slopes: Record<string, number> = {};
      for (const [name, all] of samples) {
        const warm = all.slice(Math.floor(all.length / 2));
        slopes[`${name}MbPerHundred`] = rounded(slopeOf(warm.map(({ liveMb }) => liveMb)));
        slopes[`${name}ResidentMbPerHundred`] = rounded(slopeOf(warm.map(({ residentMb: mb }) => mb)));
      }
      for (const [name, slope] of Object.entries(slopes)) if (slope >= 1) faults.push(`${name} is ${slope}`);
      const processes = (await descendantsOf(platform.pid('renderer'))).length;
      if (processes > processesBefore + 10)
        faults.push(`${processes} processes below the renderer, ${processesBefore} before`);
      const orphans = await orphanObjects(platform.environment);
      faults.push(...orphans.slice(0, 5).map((key) => `no report needs ${key}`));
      return {
        figures: { reports: posted.length, ...counted, ...slopes, orphans: orphans.length },
        faults,
      };
    },
    { NODE_OPTIONS: '--inspect=127.0.0.1:0' },
  );

const orphanObjects = async (environment: Readonly<Record<string, string>>): Promise<string[]> => {
  const { sql, close } = connectDatabase({
    url: environment['DATABASE_SYSTEM_URL'] ?? '',
    applicationName: 'test',
  });
  const rows = await sql<{ key: string }[]>`
    select unnest(array[file_key, dataset ->> 'summaryKey', dataset ->> 'rowsKey']) as key from reports`;
  await close();
  const needed = new Set(rows.map(({ key }) => key));
  const storage = connectStorage(storageOptions(defineConfig(storageSettings)(environment)));
  const orphans: string[] = [];
  for (const prefix of ['datasets/', 'files/']) {
    for await (const page of storage.list(prefix))
      orphans.push(...page.map(({ key }) => key).filter((key) => !needed.has(key)));
  }
  return orphans;
};
