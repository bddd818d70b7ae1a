import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type RecordKind, recordKinds } from '@reports/contracts';
import { callAdmin } from '../admin.ts';
import { developmentDirectory } from '../layout.ts';
import { createImportState } from '../records-import/import-state.ts';
import { importRecords } from '../records-import/import-records.ts';
import { createProgressBar } from '../records-import/progress-bar.ts';
import type { Target } from '../records-import/send-records.ts';
import { runningEnvironment } from '../running-environment.ts';
import { say } from '../terminal.ts';

const usage = `npm run records -- import FILE --kind KIND [--workspace ID | --key KEY] [--url URL] [--format ndjson|csv]

  FILE         NDJSON (one record on each line) or CSV (a header with the fields' names; a list as JSON), of any size
  --kind       ${recordKinds.join(', ')}
  --workspace  a workspace of the running platform: a key is made for the import, and revoked
  --key        an API key of scope read_write; else REPORTS_API_KEY
  --url        the API; else REPORTS_URL, else the running platform
  --format     by the file's name where it is left out

Bad lines are told by number and left out. An import that broke off goes on where it was. Ends with 1 when lines were bad.`;

interface Access {
  target: Target;
  workspaceId: string;
  release: () => Promise<void>;
}

const openAccess = async (values: { url?: string; key?: string; workspace?: string }): Promise<Access> => {
  const environment = runningEnvironment();
  const url = values.url ?? process.env.REPORTS_URL ?? environment?.['REPORTS_URL'];
  if (url === undefined)
    throw new Error('No platform runs (`npm start`), and there is no --url and no REPORTS_URL.');
  if (values.workspace !== undefined) {
    if (!environment) throw new Error('--workspace needs the running platform; elsewhere give --key.');
    const created = (await callAdmin(
      ['keys', 'create', '--workspace', values.workspace, '--scope', 'read_write'],
      environment,
    )) as { key_id: string; key: string };
    return {
      target: { url, key: created.key },
      workspaceId: values.workspace,
      release: async () => {
        await callAdmin(['keys', 'revoke', created.key_id], environment);
      },
    };
  }
  const key = values.key ?? process.env.REPORTS_API_KEY;
  if (key === undefined) throw new Error('Give --workspace, --key or REPORTS_API_KEY.');
  // The public part of a key names whose records they are.
  return { target: { url, key }, workspaceId: key.split('_')[1] ?? '', release: async () => undefined };
};

const importFile = async (
  file: string,
  values: { kind: RecordKind; format: 'ndjson' | 'csv'; url?: string; key?: string; workspace?: string },
): Promise<number> => {
  const access = await openAccess(values);
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('Stopped. The same command goes on from here.'));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const { kind, format } = values;
  const { target, workspaceId } = access;
  const bar = createProgressBar(process.stderr, statSync(file).size);
  try {
    const { accepted, badLines } = await importRecords({
      file,
      kind,
      format,
      target,
      state: createImportState(join(developmentDirectory, 'imports'), {
        file,
        kind,
        url: target.url,
        workspaceId,
      }),
      bar,
      signal: stopping.signal,
    });
    bar.end();
    say(`${accepted.toLocaleString('en')} ${kind} accepted, ${badLines.toLocaleString('en')} bad lines.`);
    return badLines === 0 ? 0 : 1;
  } finally {
    bar.end();
    await access.release();
  }
};

/** `npm run records -- import ...`. */
export const records = async (args: readonly string[]): Promise<number> => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      kind: { type: 'string' },
      workspace: { type: 'string' },
      key: { type: 'string' },
      url: { type: 'string' },
      format: { type: 'string' },
    },
  });
  const [command, file] = positionals;
  const kind = recordKinds.find((known) => known === values.kind);
  const format = values.format ?? (file?.toLowerCase().endsWith('.csv') ? 'csv' : 'ndjson');
  if (command !== 'import' || !file || !kind || (format !== 'csv' && format !== 'ndjson')) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  return importFile(file, { ...values, kind, format });
};
