import type { Readable } from 'node:stream';
import type { DownloadLink } from '@reports/contracts';
import type { ReportDetails } from '@reports/database';
import { headOf, tailOf } from '@reports/resources';
import type { Storage } from '@reports/storage';
import { frameStream } from './frame-stream.ts';
import { openFile } from './open-file.ts';

/** A JSON report on its way out: its `data` goes from storage to the client as it is, and is never held whole. */
export interface StreamedReport {
  bytes: number;
  /** Opens the file; throws `file_missing`, `file_damaged` or `storage_unavailable` before the first byte is sent. */
  open: () => Promise<Readable>;
}

export const streamReport = (storage: Storage, report: ReportDetails, link: DownloadLink): StreamedReport => {
  const head = Buffer.from(`${JSON.stringify(headOf(report)).slice(0, -1)},"data":`);
  const tail = Buffer.from(`,${JSON.stringify({ ...link, ...tailOf(report) }).slice(1)}`);
  return {
    bytes: head.length + (report.fileBytes ?? 0) + tail.length,
    open: async () => frameStream(head, await openFile(storage, report), tail),
  };
};
