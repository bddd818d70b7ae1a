import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createLogger } from '@reports/service';
import { engineSetting } from '@reports/local-platform/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createPdfEngine, type PdfEngine, type PdfEngineOptions } from '../src/pdf/pdf-engine.ts';
import { readPdf } from './pdf-reader.ts';

const log = createLogger({ service: 'test', level: 'silent' });
let engine: PdfEngine | undefined;
afterEach(() => engine?.close());

const start = (options: Partial<PdfEngineOptions> = {}): PdfEngine => {
  engine = createPdfEngine({
    executablePath: engineSetting('CHROMIUM_PATH'),
    slots: 2,
    log,
    ...options,
  });
  return engine;
};

const long = `<p>${'A long report. '.repeat(200)}</p>`.repeat(300);

/** Processes that descend from this one, with their command lines. */
const descendants = (): { pid: number; command: string }[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = Number(
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) \S /s, '')
            .split(' ')[0],
        );
        return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        return [];
      }
    });
  const beneath = (pid: number): typeof all =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...beneath(child.pid)]);
  return beneath(process.pid);
};

const chromiumProcesses = (kind: 'browser' | 'renderer'): number[] =>
  descendants()
    .filter(({ command }) => /chrom|headless/i.test(command) && !command.startsWith('/bin/sh'))
    .filter(({ command }) =>
      kind === 'renderer' ? command.includes('--type=renderer') : !command.includes('--type='),
    )
    .map(({ pid }) => pid);

const kill = (pids: readonly number[]): void => {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
};

describe('the PDF engine', () => {
  test('prints what it is given', async () => {
    const { pdf, pageCount } = await start().print('<h1>Quarter</h1>', 'ws_a');
    expect(pageCount).toBe(1);
    expect((await readPdf(pdf)).pages[0]).toContain('Quarter');
  });

  test('prints in a used page what it prints in a fresh one', async () => {
    const document = (title: string, style: string, body: string) =>
      `<!doctype html><html lang="en"><head><title>${title}</title><style>${style}</style></head><body>${body}</body></html>`;
    const report = document('Plain', 'h1 { font: 20pt sans-serif }', '<h1>Quarter</h1><p>One page</p>');
    const other = document(
      'Other',
      '@page { size: A4 landscape; @bottom-right { content: counter(page) } } * { color: red; font: 30pt monospace }',
      `<h1>Secret</h1>${long}`,
    );
    const { print } = start({ slots: 1 });
    const fresh = await readPdf((await print(report, 'ws_b')).pdf);
    await print(other, 'ws_a');
    const used = await print(report, 'ws_a');
    expect(used.pageCount).toBe(1);
    expect(await readPdf(used.pdf)).toEqual(fresh);
  });

  test.runIf(process.platform === 'linux').each(['browser', 'renderer'] as const)(
    'prints the report all the same when the %s process is killed in the middle of it',
    async (kind) => {
      const printer = start();
      await printer.print('<p>warm</p>', 'ws_a');
      const printing = Promise.all([printer.print(long, 'ws_a'), printer.print(long, 'ws_a')]);
      await vi.waitFor(() => expect(chromiumProcesses('renderer').length).toBeGreaterThan(0), 10_000);
      kill(chromiumProcesses(kind));
      const [first, second] = await printing;
      expect(first.pageCount).toBe(second.pageCount);
      await printer.check();
    },
    // Each is printed twice, on a machine that may be busy.
    60_000,
  );

  test.runIf(process.platform === 'linux').each(['browser', 'renderer'] as const)(
    "prints a tenant's next report when the %s process was killed after the last",
    async (kind) => {
      const printer = start({ slots: 1 });
      await printer.print('<p>one</p>', 'ws_a');
      kill(chromiumProcesses(kind));
      expect((await printer.print('<p>one</p>', 'ws_a')).pageCount).toBe(1);
    },
  );

  test('goes on with a new browser when the old one has printed its share', async () => {
    const printer = start({ printsPerBrowser: 2, slots: 1 });
    const counts: number[] = [];
    for (let report = 0; report < 7; report += 1)
      counts.push((await printer.print('<p>one</p>', 'ws_a')).pageCount);
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1]);
    if (process.platform === 'linux') {
      await vi.waitFor(() => expect(chromiumProcesses('browser').length).toBeLessThanOrEqual(2), 10_000);
    }
  });

  test('gives up a report that takes too long, and prints the next', async () => {
    const printer = start({ renderTimeoutMs: 30, slots: 1 });
    await expect(printer.print(long, 'ws_a')).rejects.toMatchObject({
      code: 'pdf_render_timeout',
      fate: 'client',
    });
    await printer.close();
    await expect(start().print('<p>next</p>', 'ws_a')).resolves.toMatchObject({ pageCount: 1 });
  });

  test('frees the slot at once when nobody waits for the report any more, and ends its page', async () => {
    const printer = start({ slots: 1 });
    await printer.print('<p>warm</p>', 'ws_a');
    const [before] = chromiumProcesses('browser');
    const stopping = new AbortController();
    const reason = new Error('The activity was cancelled');
    const printing = printer.print(long.repeat(10), 'ws_a', stopping.signal);
    const waiting = printer.print('<p>waits</p>', 'ws_b', stopping.signal);
    const next = printer.print('<p>next</p>', 'ws_b');
    const ends = Promise.allSettled([printing, waiting]);
    await vi.waitFor(() => expect(chromiumProcesses('renderer').length).toBeGreaterThan(0), 10_000);
    const abortedAt = performance.now();
    stopping.abort(reason);
    expect(await ends).toEqual([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
    expect((await next).pageCount).toBe(1);
    if (process.platform !== 'linux') return;
    // The browser stays; of pages those alone that are kept warm.
    expect(chromiumProcesses('browser')).toContain(before);
  });

  test('reaches nothing outside the page, and runs no script', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = `http://127.0.0.1:${port}`;
    const { pdf } = await start().print(
      `<link rel="stylesheet" href="${url}/a.css"><img src="${url}/b.png"><iframe src="${url}/c"></iframe>
       <iframe src="file:///etc/passwd"></iframe><p id="text">before</p><script>document.body.textContent = 'script'</script>`,
      'ws_a',
    );
    server.close();
    const { pages } = await readPdf(pdf);
    expect(requests).toBe(0);
    expect(pages.join('')).toContain('before');
    expect(pages.join('')).not.toMatch(/script|root:/);
  });

  test('says what to do when there is no Chromium', async () => {
    const printer = start({ executablePath: '/nowhere/chromium' });
    const missing = {
      code: 'pdf_engine_missing',
      fate: 'operator',
      message: expect.stringContaining('CHROMIUM_PATH'),
    };
    await expect(printer.check()).rejects.toMatchObject(missing);
    await expect(printer.print('<p>one</p>', 'ws_a')).rejects.toMatchObject(missing);
  });

  test('says so when Chromium does not start', async () => {
    const printer = start({ executablePath: '/bin/false' });
    await expect(printer.print('<p>one</p>', 'ws_a')).rejects.toMatchObject({
      code: 'pdf_engine_failed',
      fate: 'operator',
    });
  });
});
