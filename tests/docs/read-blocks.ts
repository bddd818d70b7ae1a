import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Pages whose commands are run as printed. */
export const pages = ['README.md', ...globSync('docs/guides/*.md', { cwd: root }).toSorted()];

/** A fenced block of a page. */
export interface Block {
  page: string;
  /** Of its first line of content, from 1. */
  line: number;
  /** `sh`, `ts`, `json`, `text`. */
  language: string;
  /** After the language: the file that a `ts` block is. */
  file: string | undefined;
  /** What a comment `<!-- test: ... -->` before it says. */
  directive: string | undefined;
  content: string;
}

/** The fenced blocks of a page in their order. */
export const readBlocks = (page: string): Block[] => {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const blocks: Block[] = [];
  let directive: string | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    directive = /^<!-- test: (.*) -->$/.exec(line)?.[1] ?? directive;
    const [, language, file] = /^```(\w+)(?: (\S+))?$/.exec(line) ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    const content = lines.slice(at + 1, end).join('\n');
    blocks.push({ page, line: at + 2, language, file, directive, content });
    directive = undefined;
    at = end;
  }
  return blocks;
};
