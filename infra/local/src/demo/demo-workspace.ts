import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createReportsClient, ReportsApiError, type ReportsClient } from '@reports/client';
import { callAdmin } from '../admin.ts';
import type { Layout } from '../layout.ts';

/** The demo's workspace, remembered between runs in `.local/demo.json`. */
export interface DemoWorkspace {
  workspaceId: string;
  key: string;
  /** Where the sample data ends, once all of it was sent. */
  sampleDataUntil?: string;
}

const fileOf = ({ directory }: Layout): string => join(directory, 'demo.json');

const read = (layout: Layout): DemoWorkspace | undefined => {
  const file = fileOf(layout);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoWorkspace) : undefined;
};

export const rememberWorkspace = (layout: Layout, workspace: DemoWorkspace): void => {
  writeFileSync(fileOf(layout), `${JSON.stringify(workspace, null, 2)}\n`, { mode: 0o600 });
};

const dayBefore = (moment: string, days: number): string =>
  new Date(Date.parse(moment) - days * 86_400_000).toISOString().slice(0, 10);

/** `.local/demo.env`: what a shell needs for a first curl, with the last two weeks of the sample data. */
const writeDemoEnvironment = (
  { directory }: Layout,
  environment: Readonly<Record<string, string>>,
  { key, sampleDataUntil = new Date().toISOString() }: DemoWorkspace,
): void => {
  const { REPORTS_URL = '', MAIL_URL = '', TEMPORAL_UI_URL = '', NATS_URL = '' } = environment;
  const lines = Object.entries({
    REPORTS_URL,
    REPORTS_API_KEY: key,
    SAMPLE_FROM: dayBefore(sampleDataUntil, 14),
    SAMPLE_TO: dayBefore(sampleDataUntil, 1),
    MAIL_URL,
    TEMPORAL_UI_URL,
    // Of the operator, who may do everything on this machine's bus.
    NATS_URL,
  });
  const text = lines.map(([name, value]) => `export ${name}=${value}\n`).join('');
  writeFileSync(join(directory, 'demo.env'), text, { mode: 0o600 });
};

const isKnown = async (client: ReportsClient): Promise<boolean> => {
  try {
    await client.api.GET('/v1/reports', { params: { query: { limit: 1 } } });
    return true;
  } catch (error) {
    if (error instanceof ReportsApiError && error.status === 401) return false;
    throw error;
  }
};

/** Finds the demo's workspace, or makes one; writes `.local/demo.env` either way. */
export const ensureDemoWorkspace = async (
  layout: Layout,
  environment: Readonly<Record<string, string>>,
): Promise<{ workspace: DemoWorkspace; client: ReportsClient }> => {
  const url = environment['REPORTS_URL'] ?? '';
  const known = read(layout);
  if (known !== undefined) {
    const client = createReportsClient({ url, key: known.key });
    // Another database than the last time does not know the key.
    if (await isKnown(client)) {
      writeDemoEnvironment(layout, environment, known);
      return { workspace: known, client };
    }
  }
  const created = (await callAdmin(['workspaces', 'create', 'Demo Call Centre'], environment)) as {
    workspace_id: string;
    key: string;
  };
  const workspace = { workspaceId: created.workspace_id, key: created.key };
  rememberWorkspace(layout, workspace);
  writeDemoEnvironment(layout, environment, workspace);
  return { workspace, client: createReportsClient({ url, key: workspace.key }) };
};
