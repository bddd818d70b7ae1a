import type { Fault } from '@reports/contracts';

/** Lines with one fault. */
export interface FaultGroup {
  /** `/score must be a number from 0 to 100`, in the API's words. */
  fault: string;
  /** How many lines have it. */
  lines: number;
  /** The first of them. */
  firstLines: number[];
}

const maxLinesNamed = 10;
const maxGroups = 200;
const others = 'other faults';

/** What differs from line to line is not another fault. */
const wordsOf = ({ pointer, detail }: Fault): string =>
  `${pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')} ${detail}`.trim();

/** Counts lines by what is wrong with them, so that a fault of a whole file is said once. */
export const createFaultGroups = (known: readonly FaultGroup[] = []) => {
  const groups = new Map(known.map((group) => [group.fault, group]));
  return {
    add: (line: number, faults: readonly Fault[]): void => {
      for (const words of new Set(faults.map(wordsOf))) {
        const name = groups.has(words) || groups.size < maxGroups ? words : others;
        const group = groups.get(name) ?? { fault: name, lines: 0, firstLines: [] };
        groups.set(name, group);
        group.lines += 1;
        if (group.firstLines.length < maxLinesNamed) group.firstLines.push(line);
      }
    },
    /** The most frequent first. */
    list: (): FaultGroup[] => [...groups.values()].toSorted((one, other) => other.lines - one.lines),
  };
};
