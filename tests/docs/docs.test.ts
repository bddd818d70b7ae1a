import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, readBlocks, root } from './read-blocks.ts';

const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Of the root, and of packages, which are named with `-w`. */
const scripts = new Set(
  ['package.json', ...globSync('{apps,libs}/*/package.json', { cwd: root })].flatMap((file) =>
    Object.keys((JSON.parse(read(file)) as { scripts?: Record<string, string> }).scripts ?? {}),
  ),
);

test.each(documents)('the links of %s lead to files that are there', (file) => {
  const targets = [...read(file).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
  const missing = targets.filter(
    (target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(file), target)),
  );
  expect(missing).toEqual([]);
});

test.each(documents)('the npm scripts that %s names are there', (file) => {
  const named = [...read(file).matchAll(/npm run (?:--silent )?([a-z][a-z0-9:-]*)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => !scripts.has(name))).toEqual([]);
});

test.each(pages)('the commands of %s are shell (`npm run test:docs` runs them)', (page) => {
  const blocks = readBlocks(page).filter(({ language }) => language === 'sh');
  expect(blocks.length).toBeGreaterThan(0);
  for (const { content } of blocks) execFileSync('bash', ['-n'], { input: content });
});
