import { Readable } from 'node:stream';
import {
  contentTypes,
  reportTypes,
  storageKeys,
  streamedListOf,
  type RenderedFile,
} from '@reports/contracts';
import type { Storage } from '@reports/storage';
import { streamJsonItems } from '../csv/stream-rows.ts';
import { readDataset } from './read-dataset.ts';
import { fileOf, type Rendering } from './rendering.ts';

/** An object's JSON with one more member, a list whose items come as a stream. */
async function* withStreamedList(
  data: object,
  name: string,
  items: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const opening = JSON.stringify(data).slice(0, -1);
  yield Buffer.from(`${opening}${opening === '{' ? '' : ','}${JSON.stringify(name)}:[`);
  yield* items;
  yield Buffer.from(']}');
}

/** Writes the report's `data` alone; the api puts the rest of the answer around it. */
export const renderJson = async (
  storage: Storage,
  { request, dataset, attempt: { name, signal } }: Rendering,
): Promise<RenderedFile> => {
  const {
    data,
    request: asked,
    cell_rule: rule = 1,
  } = await readDataset(storage, dataset.summaryKey, request, signal);
  const key = storageKeys.reportFile(request.workspace_id, request.report_id, name, 'json');
  const streamedList = streamedListOf(asked.type);
  if (streamedList === undefined) {
    return fileOf(await storage.put(key, Buffer.from(JSON.stringify(data)), contentTypes.json, signal));
  }
  const rows = await storage.get(dataset.rowsKey, { bytes: dataset.rowsBytes, signal });
  const body = withStreamedList(
    data,
    streamedList,
    streamJsonItems(rows, reportTypes[asked.type].columns, rule),
  );
  return fileOf(
    await storage.put(key, Readable.from(body, { objectMode: false }), contentTypes.json, signal),
  );
};
