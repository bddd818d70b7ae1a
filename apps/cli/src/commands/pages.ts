import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { wholeNumber } from './arguments.ts';

/** Which part of a list is asked for. */
export interface PageOptions {
  limit: number;
  offset?: number;
  cursor?: string;
}

/** The options of a list. */
export const addPageOptions = (command: Command, limit = 20): Command =>
  command
    .option('--limit <n>', 'how many', wholeNumber, limit)
    .option('--offset <n>', 'after how many', wholeNumber)
    .option('--cursor <cursor>', 'from where a page before ended');

/** Says to people where a list goes on; programs read `next_cursor`. */
export const printPage = <Page extends { next_cursor: string | null }>(
  context: Context,
  page: Page | undefined,
  forPeople: (page: Page | undefined) => string,
): void => {
  const output = context.output();
  output.print(page, forPeople);
  if (page?.next_cursor && !output.isJson)
    context.stderr.write(`There are more: --cursor ${page.next_cursor}\n`);
};
