import type { Finding } from './finding.ts';

const marks = { ok: 'ok   ', note: 'note ', fault: 'FAULT' } as const;

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** For a person: a line for each thing that was looked at, faults with what to do, and a sum. */
export const writeFindings = (findings: readonly Finding[]): string => {
  const lines = findings.map(
    ({ part, what, state, says, remedy }) =>
      `${marks[state]} ${part}, ${what}: ${says}${state === 'ok' || remedy === undefined ? '' : `\n        → ${remedy}`}`,
  );
  const faults = findings.filter(({ state }) => state === 'fault').length;
  const sum = faults === 0 ? 'Nothing is wrong.' : `${count(faults, 'fault')}: what to do stands under each.`;
  return `${[...lines, '', sum].join('\n')}\n`;
};
