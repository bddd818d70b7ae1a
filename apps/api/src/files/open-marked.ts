import type { Readable } from 'node:stream';
import type { ReportDetails } from '@reports/database';
import type { Storage } from '@reports/storage';
import { frameStream } from '../reports/frame-stream.ts';
import { openFile } from '../reports/open-file.ts';
import type { SentFile } from './sent-file.ts';

/** A file behind what stands before it, or a part of both. */
export const openMarked = async (
  storage: Storage,
  { report, sent }: { report: ReportDetails; sent: SentFile },
  mark: Buffer,
  part: { offset: number; length: number } | undefined,
): Promise<Readable | Buffer> => {
  // All of a file that is stored as it is sent needs no range.
  const isWhole = part === undefined && sent.bytes === report.fileBytes;
  if (mark.length === 0 && isWhole) return openFile(storage, report);
  const { offset, length } = part ?? { offset: 0, length: mark.length + sent.bytes };
  const head = mark.subarray(offset, offset + length);
  const rest = length - head.length;
  if (rest === 0) return head;
  const inside = await openFile(storage, report, {
    offset: sent.offset + Math.max(0, offset - mark.length),
    length: rest,
  });
  return head.length === 0 ? inside : frameStream(head, inside, Buffer.alloc(0));
};
