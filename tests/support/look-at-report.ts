import { createHash } from 'node:crypto';
import { connectDatabase, reports } from '@reports/database';
import { defineConfig } from '@reports/service';
import { connectStorage, storageOptions, storageSettings } from '@reports/storage';
import { eq } from 'drizzle-orm';
import type { Client } from './client.ts';

/** Holds reports against themselves. */
export interface Look {
  /** In what a report disagrees with its row, its file or its dataset, in one line; nothing where all agree. */
  at: (reportId: string) => Promise<string[]>;
  close: () => Promise<void>;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export const createLook = (
  { environment }: { environment: Readonly<Record<string, string>> },
  client: Client,
): Look => {
  const database = connectDatabase({
    url: environment['DATABASE_SYSTEM_URL'] ?? '',
    applicationName: 'test',
  });
  const storage = connectStorage(storageOptions(defineConfig(storageSettings)(environment)));

  /** The file as the API gives it: of a json report the bytes of its `data`. */
  const download = async (reportId: string, bytes: number): Promise<Buffer> => {
    const options = {
      signal: AbortSignal.timeout(20_000),
      headers: { authorization: `Bearer ${client.key}` },
    };
    const url = `${environment['REPORTS_URL']}/v1/reports/${reportId}`;
    const answer = Buffer.from(await (await fetch(url, options)).arrayBuffer());
    const start = answer.indexOf('"data":');
    if (start >= 0) return answer.subarray(start + 7, start + 7 + bytes);
    const { download_url } = JSON.parse(answer.toString()) as { download_url: string };
    return Buffer.from(
      await (await fetch(download_url, { signal: AbortSignal.timeout(20_000) })).arrayBuffer(),
    );
  };

  /** One line, where there are faults. */
  const at = async (reportId: string): Promise<string[]> => {
    const [row] = await database.orm.select().from(reports).where(eq(reports.id, reportId));
    if (row?.status !== 'completed' || !row.dataset) return [`${reportId}: is ${row?.status}`];
    const { dataset, fileBytes, fileSha256, dataAsOf, format } = row;
    const faults: string[] = [];
    const expect = (what: string, found: unknown, wanted: unknown) => {
      if (found !== wanted) faults.push(`${what} is ${String(found)}, its row says ${String(wanted)}`);
    };
    try {
      const file = await download(reportId, fileBytes ?? 0);
      expect('the length of the download', file.length, fileBytes);
      expect('the hash of the download', sha256(file), fileSha256);
      const rows = await storage.getBuffer(dataset.rowsKey);
      expect('the length of rows.csv', rows.length, dataset.rowsBytes);
      expect('the hash of rows.csv', sha256(rows), dataset.rowsSha256);
      const summary = JSON.parse((await storage.getBuffer(dataset.summaryKey)).toString()) as {
        data_as_of: string;
      };
      expect("the summary's instant", Date.parse(summary.data_as_of), dataAsOf?.getTime());
    } catch (error) {
      faults.push(String(error));
    }
    return faults.length === 0 ? [] : [`${reportId} (${format}): ${faults.join('; ')}`];
  };
  return { at, close: database.close };
};
