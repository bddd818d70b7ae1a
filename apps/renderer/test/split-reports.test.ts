import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportTypes, type DatasetSummary, type ReportFormat } from '@reports/contracts';
import { afterAll, describe, expect, test } from 'vitest';
import type { PdfEngine } from '../src/pdf/pdf-engine.ts';
import { makeAgentCoaching } from './fixtures/agent-coaching.ts';
import { datasetOf } from './fixtures/dataset.ts';
import { readPdf } from './pdf-reader.ts';
import { attempt, inFormat, startRendering } from './start-rendering.ts';

const { storage, pdfEngine, activities, render, freeze, stored, close } = await startRendering();
afterAll(close);

describe('a split coaching report', () => {
  const team = (index: number) => (index % 3 === 0 ? null : index % 3 === 1 ? 'North' : '=South');
  const { agents } = makeAgentCoaching(3, 6);
  const data = { agents: agents.map((agent, index) => ({ ...agent, team: team(index) })) };
  const summary = datasetOf('agent_coaching', data, { report_id: 'rpt_coaching' }, 12);
  const line = ({ agent_id, agent_name }: (typeof agents)[number], parameter: string) =>
    `"${agent_id}","${agent_name}","${parameter}",4,8.0,10.0,0.5,8.5,0.5,true\r\n`;
  const header = `${reportTypes.agent_coaching.columns.map(({ name }) => name).join(',')}\r\n`;
  const csv = [header, ...agents.flatMap((agent) => [line(agent, 'Greeting'), line(agent, 'Closing')])].join(
    '',
  );

  let attempts = 0;
  const split = async (format: ReportFormat, by: 'agent' | 'team') => {
    const dataset = await freeze(summary, csv);
    const currentAttempt = () => attempt(++attempts);
    const file = await render({ currentAttempt })({
      request: { ...inFormat(summary, format), split_by: by },
      dataset,
    });
    const { body, sha256 } = await stored(file.key);
    expect([file.bytes, file.sha256]).toEqual([body.length, sha256]);
    const parts = (file.parts ?? []).map((part) => ({
      ...part,
      content: body.subarray(part.offset, part.offset + part.bytes),
    }));
    for (const { content, sha256: own } of parts) {
      expect(createHash('sha256').update(content).digest('hex')).toBe(own);
    }
    const directory = mkdtempSync(join(tmpdir(), 'split-'));
    writeFileSync(join(directory, 'all.zip'), body);
    execFileSync('python3', ['-m', 'zipfile', '-e', 'all.zip', 'out'], { cwd: directory });
    for (const { fileName, content } of parts) {
      expect(readFileSync(join(directory, 'out', fileName)).equals(content)).toBe(true);
    }
    const index = readFileSync(join(directory, 'out', 'index.csv')).toString();
    rmSync(directory, { recursive: true });
    return { file, parts, index };
  };

  test('csv and json: each agent has the rows and figures of the one dataset, to the byte', async () => {
    const { file, parts, index } = await split('csv', 'agent');
    expect(file.key).toBe('files/ws_4Kd82hQpLmZx/rpt_coaching/run-1-1.zip');
    expect(parts.map(({ key }) => key)).toEqual(agents.map((agent) => agent.agent_id));
    expect(parts.map(({ content }) => content.toString())).toEqual(
      agents.map((agent) => `${header}${line(agent, 'Greeting')}${line(agent, 'Closing')}`),
    );
    expect(index.split('\r\n')).toHaveLength(agents.length + 2);
    expect(index).toContain(`"${parts[0]?.fileName}","${agents[0]?.agent_id}"`);

    const json = await split('json', 'agent');
    expect(json.parts.map(({ content }) => JSON.parse(content.toString()))).toEqual(
      data.agents.map((agent) => ({ agents: [agent] })),
    );
  });

  test('json and xlsx by team: the agents of each, those without one together, and no formula in the index', async () => {
    const { parts, index } = await split('json', 'team');
    expect(parts.map(({ key, name, fileName }) => [key, name, fileName])).toEqual([
      [null, 'Without a team', 'without-a-team.json'],
      ['North', 'North', 'north.json'],
      ['=South', '=South', 'south.json'],
    ]);
    expect(parts.flatMap(({ content }) => JSON.parse(content.toString()).agents)).toHaveLength(6);
    expect(index).toContain(`"south.json","'=South"`);
    const workbooks = await split('xlsx', 'team');
    expect(workbooks.parts.map(({ content }) => content.subarray(0, 2).toString())).toEqual([
      'PK',
      'PK',
      'PK',
    ]);
  });

  test(
    'pdf: a page for each agent, which says whose it is and of how many',
    { timeout: 120_000 },
    async () => {
      const { file, parts } = await split('pdf', 'agent');
      expect(file.pageCount).toBe(parts.reduce((sum, { pageCount = 0 }) => sum + pageCount, 0));
      const text = (await readPdf(parts[0]?.content ?? Buffer.alloc(0))).pages.join(' ').replace(/\s+/g, ' ');
      const [first] = agents;
      expect(text).toContain(`one of 6 agents of the report`);
      expect(text).toContain(first?.agent_id);
      expect(text).not.toContain(agents[1]?.agent_id);
    },
  );

  test('the file of those without a team is called so in the language of the report', async () => {
    const named = async (language: 'de' | 'ar') => {
      const dataset = await freeze({ ...summary, branding: { language } }, csv);
      const request = { ...inFormat(summary, 'json', `rpt_${language}`), split_by: 'team' as const };
      const [part] = (await render()({ request, dataset })).parts ?? [];
      return [part?.key, part?.name, part?.fileName];
    };
    expect(await named('de')).toEqual([null, 'Ohne Team', 'ohne-team.json']);
    expect(await named('ar')).toEqual([null, 'بدون فريق', 'بدون-فريق.json']);
  });

  test('one that is cancelled in the middle stops and leaves nothing behind, and the next attempt makes it whole', async () => {
    const dataset = await freeze(summary, csv);
    const request = { ...inFormat(summary, 'pdf', 'rpt_cancelled'), split_by: 'agent' as const };
    let cancelled = new AbortController();
    let [printed, wanted, attemptNumber] = [0, 3, 0];
    const watched: PdfEngine = {
      ...pdfEngine,
      print: async (...of) => {
        const page = await pdfEngine.print(...of);
        printed += 1;
        if (printed === wanted) cancelled.abort(new Error('cancelled by an operator'));
        return page;
      },
    };
    const renderer = activities({
      pdfEngine: watched,
      currentAttempt: () => ({ ...attempt((attemptNumber += 1)), signal: cancelled.signal }),
    });
    // A workspace has two turns in a renderer: one that was kept would be missed by the third.
    for (let time = 0; time < 3; time += 1) {
      [printed, cancelled] = [0, new AbortController()];
      await expect(renderer.renderReport({ request, dataset })).rejects.toThrow('cancelled by an operator');
      expect(printed).toBe(wanted);
      for await (const left of storage.list('files/ws_4Kd82hQpLmZx/rpt_cancelled/')) expect(left).toEqual([]);
    }
    [printed, wanted] = [0, -1];
    cancelled = new AbortController();
    const file = await renderer.renderReport({ request, dataset });
    expect([file.parts?.length, printed]).toEqual([6, 6]);
    expect(file.bytes).toBe((await stored(file.key)).body.length);
  }, 120_000);

  test('too many parts, and figures without teams, are said and not tried again', async () => {
    const many = datasetOf('agent_coaching', makeAgentCoaching(1, 501), {}, 0);
    const ask = async (asked: DatasetSummary, by: 'agent' | 'team') =>
      render()({
        request: { ...inFormat(asked, 'csv'), split_by: by },
        dataset: await freeze(asked, header),
      });
    await expect(ask(many, 'agent')).rejects.toMatchObject({ code: 'too_many_parts', fate: 'client' });
    await expect(ask(many, 'team')).rejects.toMatchObject({ code: 'dataset_without_teams', fate: 'client' });
  });

  test('an empty report has an index and nothing else', async () => {
    const empty = datasetOf('agent_coaching', { agents: [] }, {}, 0);
    const dataset = await freeze(empty, header);
    const file = await render()({ request: { ...inFormat(empty, 'pdf'), split_by: 'agent' }, dataset });
    expect([file.parts, file.pageCount]).toEqual([[], 0]);
    expect((await stored(file.key)).body.toString()).toContain('file,agent_id,agent_name,pages,bytes,sha256');
  });
});
