import { messageOf } from '@reports/service';

export type Part = 'settings' | 'keys' | 'postgres' | 'nats' | 'temporal' | 'storage' | 'mail' | 'clocks';

/** One thing that was looked at. `note`: nothing is broken, and an operator may want to know. */
export interface Finding {
  part: Part;
  /** What was looked at: `streams`. */
  what: string;
  state: 'ok' | 'note' | 'fault';
  /** How it is. */
  says: string;
  /** What to do. */
  remedy?: string;
}

export type Found = Omit<Finding, 'part' | 'what'>;

export const fine = (says: string): Found => ({ state: 'ok', says });
export const note = (says: string, remedy?: string): Found => ({
  state: 'note',
  says,
  ...(remedy !== undefined && { remedy }),
});
export const fault = (says: string, remedy: string): Found => ({ state: 'fault', says, remedy });

/** Faults where there are any, else that all is well. */
export const faultsOr = (faults: readonly Found[], wellSaid: string): readonly Found[] =>
  faults.length > 0 ? faults : [fine(wellSaid)];

/** Looks at one thing. What throws is a fault: `remedy` says what to do where the error does not. */
export const lookAt = async (
  part: Part,
  what: string,
  remedy: string,
  look: () => Promise<Found | readonly Found[]> | Found | readonly Found[],
): Promise<Finding[]> => {
  const found = await Promise.resolve()
    .then(look)
    .catch((error: unknown) => fault(messageOf(error), remedy));
  return [found].flat().map((each) => ({ part, what, ...each }));
};

/** How long a part may be silent. */
const patienceMs = 10_000;

/** What does not answer is a fault, not a wait. */
export const withinPatience = async <Result>(work: Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${patienceMs / 1_000} s`)), patienceMs);
    });
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Whether a version, `2.15.2` or `v1.29.1-rc`, is one of `major.minor` or later. */
export const isAtLeast = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const [, ownMajor = '0', ownMinor = '0'] = /(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return Number(ownMajor) > major || (Number(ownMajor) === major && Number(ownMinor) >= minor);
};
