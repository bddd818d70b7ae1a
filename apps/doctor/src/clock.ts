import { fault, fine, type Finding, type Found, note } from './finding.ts';

/** What an engine's clock said, and when this machine's clock said what, in ms since 1970. */
export interface ClockReading {
  engine: string;
  theirs: number;
  /** Halfway between asking and being answered. */
  ours: number;
  /** How exact it is: half the time between, and what the answer is rounded to. */
  exactMs: number;
}

/** Reads a clock: `ask` gives what the engine's clock said. */
export const readClock = async (
  engine: string,
  now: () => number,
  ask: () => Promise<number | undefined>,
  roundedToMs = 1,
): Promise<ClockReading[]> => {
  const before = now();
  const theirs = await ask();
  const after = now();
  if (theirs === undefined) return [];
  return [{ engine, theirs, ours: (before + after) / 2, exactMs: (after - before) / 2 + roundedToMs }];
};

/** Storage refuses requests past minutes, links and slots are off by as much: seconds are worth a look. */
const noteAfterMs = 2_000;
const faultAfterMs = 30_000;

const compare = ({ engine, theirs, ours, exactMs }: ClockReading): Found => {
  const offMs = theirs - ours;
  const certainMs = Math.max(0, Math.abs(offMs) - exactMs);
  const says = `the clock of ${engine} is ${(Math.abs(offMs) / 1_000).toFixed(1)} s ${offMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  const remedy = 'Set the clocks of both by NTP: slots, links and retention go by them.';
  if (certainMs > faultAfterMs) return fault(says, remedy);
  return certainMs > noteAfterMs ? note(says, remedy) : fine(says);
};

export const judgeClocks = (readings: readonly ClockReading[]): Finding[] =>
  readings.map((reading) => ({ part: 'clocks', what: reading.engine, ...compare(reading) }));
