import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Block, pages, readBlocks, root } from './read-blocks.ts';
import { openShell, type Shell } from './shell.ts';

/*
 * `npm run test:docs`: runs every command of the README and the guides as printed, in a copy of the checkout with a platform of its
 * own, and compares what is answered with what is printed. Ends with `N passed, N failed`.
 */

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The files of the checkout as they are now, with the packages that are installed. */
const copyCheckout = (): string => {
  const copy = mkdtempSync(join(tmpdir(), 'reports-docs-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  });
  for (const file of listed.toString().split('\0').filter(Boolean)) {
    // Links stay links: the chart has one to the dashboards.
    cpSync(join(root, file), join(copy, file), { force: true, recursive: true, verbatimSymlinks: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
};

/** A shell as a reader has it: nothing of the project is set. */
const bareEnvironment = (copy: string): Record<string, string> => {
  const { PATH = '', HOME = '', XDG_CACHE_HOME } = process.env;
  return {
    // The project's own Node and tools are no part of a reader's PATH.
    PATH: PATH.split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':'),
    HOME,
    XDG_CONFIG_HOME: join(copy, '.config'),
    XDG_STATE_HOME: join(copy, '.state'),
    ...(XDG_CACHE_HOME !== undefined && { XDG_CACHE_HOME }),
  };
};

/** Whether two JSON values are alike: the same names with the same kinds of values. Names that are only printed or only answered are faults. */
const differences = (printed: unknown, answered: unknown, path = ''): string[] => {
  if (typeof printed !== 'object' || printed === null || Array.isArray(printed)) {
    return typeof printed === typeof answered ? [] : [`${path} is printed as ${typeof printed}`];
  }
  const [one, other] = [printed as Record<string, unknown>, (answered ?? {}) as Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) => {
    if (!(name in other)) return [`${path}/${name} is printed, and not answered`];
    if (!(name in one)) return [`${path}/${name} is answered, and not printed`];
    return differences(one[name], other[name], `${path}/${name}`);
  });
};

/** What is wrong with a block's output, by the block that follows it and shows what to expect. */
const compare = (output: string, expected: Block | undefined): string[] => {
  if (expected?.language === 'text') {
    return output.includes(expected.content) ? [] : [`“${expected.content}” is printed, and did not come`];
  }
  if (expected?.language !== 'json') return [];
  const last = output
    .split('\n')
    .toReversed()
    .find((line) => line.startsWith('{'));
  if (last === undefined) return ['no JSON came'];
  try {
    return differences(JSON.parse(expected.content), JSON.parse(last.slice(0, last.lastIndexOf('}') + 1)));
  } catch (error) {
    return [`no JSON came: ${(error as Error).message}`];
  }
};

const runBlock = async (shell: Shell, block: Block, next: Block | undefined): Promise<string[]> => {
  const until = /^background, until "(.*)"$/.exec(block.directive ?? '')?.[1];
  const { code, output } = await (until === undefined
    ? shell.run(block.content)
    : shell.runUntil(block.content, until));
  const faults = code === 0 ? compare(output, next) : [`it ended with ${code}`];
  return faults.length === 0 ? [] : [...faults, output];
};

const count = { passed: 0, failed: 0 };
const copy = copyCheckout();
const shells: Shell[] = [];
try {
  for (const page of pages) {
    const shell = openShell(copy, bareEnvironment(copy));
    shells.push(shell);
    const blocks = readBlocks(page);
    for (const [index, block] of blocks.entries()) {
      const name = `${block.page}:${block.line} ${block.content.split('\n')[0]}`;
      if (block.file !== undefined) writeFileSync(join(copy, block.file), block.content);
      if (block.language !== 'sh') continue;
      if (block.directive?.startsWith('not run') === true) {
        say(`- ${name}: ${block.directive}`);
        continue;
      }
      const startedAt = Date.now();
      const faults = await runBlock(shell, block, blocks[index + 1]);
      count[faults.length === 0 ? 'passed' : 'failed'] += 1;
      say(`${faults.length === 0 ? '✓' : '✗'} ${name} (${((Date.now() - startedAt) / 1_000).toFixed(1)} s)`);
      for (const fault of faults) say(`    ${fault.replaceAll('\n', '\n    ')}`);
    }
  }
} catch (error) {
  say(String(error));
  count.failed += 1;
} finally {
  for (const shell of shells.toReversed()) await shell.close();
  rmSync(copy, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
}
say(`${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 ? 0 : 1);
