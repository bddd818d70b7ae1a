import { createHash } from 'node:crypto';
import {
  assertNever,
  neutralise,
  type RenderedFile,
  type SplitBy,
  storageKeys,
  type StoredPart,
  zipContentType,
} from '@reports/contracts';
import { nameFiles } from '../parts/name-files.ts';
import { type Slice, splitDataset } from '../parts/split-dataset.ts';
import { streamZip, type ZipEntry } from '../parts/stream-zip.ts';
import { readDataset } from './read-dataset.ts';
import { type PdfDependencies, printReport } from './render-pdf.ts';
import { composeWorkbook } from './render-workbook.ts';
import { fileOf, type Rendering } from './rendering.ts';

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Renders a dataset as one file for each agent or team, in one ZIP with an index. Files are made one after the other while the ZIP is
 * stored: one is held at a time, and each print takes a slot of its workspace as any other PDF does.
 */
export const renderParts = async (
  dependencies: PdfDependencies,
  { request, dataset, attempt: { name, signal }, splitBy }: Rendering & { splitBy: SplitBy },
): Promise<RenderedFile> => {
  const { storage } = dependencies;
  const summary = await readDataset(storage, dataset.summaryKey, request, signal);
  const csv = await storage.getBuffer(dataset.rowsKey, { bytes: dataset.rowsBytes, signal });
  const slices = splitDataset(summary, csv, splitBy);
  const fileNames = nameFiles(
    slices.map(({ part }) => part),
    { extension: request.format, withKey: splitBy === 'agent' },
  );
  const parts: StoredPart[] = [];
  const entries = async function* (): AsyncGenerator<ZipEntry, void> {
    for (const [index, slice] of slices.entries()) {
      signal.throwIfAborted();
      const { content, pageCount } = await renderSlice(dependencies, slice, signal);
      const fileName = fileNames[index] ?? '';
      const { key, name: partName } = slice.part;
      parts.push({
        key,
        name: partName,
        fileName,
        offset: 0,
        bytes: content.length,
        sha256: sha256Of(content),
        ...(pageCount !== undefined && { pageCount }),
      });
      yield { name: fileName, content };
    }
    yield { name: 'index.csv', content: indexOf(parts, splitBy) };
  };
  const zip = streamZip(entries(), {
    modifiedAt: new Date(summary.data_as_of),
    onPlaced: ({ name: fileName }, offset) => {
      const last = parts.at(-1);
      if (last?.fileName === fileName) last.offset = offset;
    },
  });
  const key = storageKeys.reportFile(request.workspace_id, request.report_id, name, 'zip');
  const stored = await storage.put(key, zip, zipContentType, signal);
  const pages = parts.reduce((sum, { pageCount = 0 }) => sum + pageCount, 0);
  return { ...fileOf(stored), ...(request.format === 'pdf' && { pageCount: pages }), parts };
};

const renderSlice = async (
  dependencies: PdfDependencies,
  { part, summary, csv, rowCount }: Slice,
  signal: AbortSignal,
): Promise<{ content: Buffer; pageCount?: number }> => {
  const { format } = summary.request;
  const provenance = { rowsSha256: sha256Of(csv) };
  switch (format) {
    case 'json':
      return { content: Buffer.from(JSON.stringify(summary.data)) };
    case 'csv':
      return { content: csv };
    case 'xlsx': {
      const workbook = await composeWorkbook(summary, onePiece(csv), { rowCount, provenance, part });
      return { content: Buffer.concat(await workbook.toArray({ signal })) };
    }
    case 'pdf': {
      const { pdf, pageCount } = await printReport(dependencies, {
        summary,
        listed: [],
        provenance,
        part,
        signal,
      });
      return { content: pdf, pageCount };
    }
    default:
      return assertNever(format);
  }
};

async function* onePiece(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield bytes;
}

const cell = (text: string): string => `"${neutralise(text).replaceAll('"', '""')}"`;

/** What is in the ZIP, as CSV. */
const indexOf = (parts: readonly StoredPart[], by: SplitBy): Buffer => {
  const header = [
    'file',
    ...(by === 'agent' ? ['agent_id', 'agent_name'] : ['team']),
    'pages',
    'bytes',
    'sha256',
  ];
  const lines = parts.map(({ fileName, key, name, pageCount = '', bytes, sha256 }) =>
    [
      cell(fileName),
      ...(by === 'agent' ? [cell(key ?? ''), cell(name)] : [cell(key ?? '')]),
      pageCount,
      bytes,
      sha256,
    ].join(','),
  );
  return Buffer.from(`${[header.join(','), ...lines].join('\r\n')}\r\n`);
};
