import type { AcceptedReport } from '@reports/client';
import type { Context } from '../context.ts';

/** Says what an answer warns of, for a person: programs read it in the answer. */
export const warn = (context: Context, { warnings = [] }: Pick<AcceptedReport, 'warnings'>): void => {
  if (context.output().isJson) return;
  for (const { pointer, detail } of warnings)
    context.stderr.write(`Warning: ${pointer.slice(1)}: ${detail}.\n`);
};
