const maxLetters = 60;

/** Letters and digits of any script, what is between them as one hyphen. */
const slugOf = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .slice(0, maxLetters)
    .replaceAll(/^-+|-+$/g, '');

/** An identifier as far as any file system takes it. */
const idOf = (id: string): string => id.replaceAll(/[^\w.-]+/g, '-').slice(0, maxLetters);

export interface Named {
  /** Null: the agents without a team. */
  key: string | null;
  name: string;
}

/**
 * What the files of a split report are called: `asha-rao-agt_7.pdf`, `north.pdf`. Each name once, also where case makes no difference; a key is
 * in it where `withKey`, as names of people are not theirs alone.
 */
export const nameFiles = (
  parts: readonly Named[],
  { extension, withKey }: { extension: string; withKey: boolean },
): string[] => {
  const taken = new Set<string>(['index.csv']);
  return parts.map(({ key, name }) => {
    const id = withKey && key !== null && key !== name ? idOf(key) : '';
    const base = [slugOf(name), id].filter((text) => text !== '').join('-') || 'part';
    for (let count = 1; ; count += 1) {
      const fileName = `${base}${count === 1 ? '' : `-${count}`}.${extension}`;
      if (taken.has(fileName.toLowerCase())) continue;
      taken.add(fileName.toLowerCase());
      return fileName;
    }
  });
};
