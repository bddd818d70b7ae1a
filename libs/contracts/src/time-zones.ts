const canonicalNames = new Map<string, string>();

/**
 * The one name among those of a time zone that are aliases: of Asia/Calcutta and Asia/Kolkata the same, for all that are UTC `UTC`. ICU
 * says which are. A name that it does not know, and one without a region, stays as it is: PostgreSQL takes `CET` and the like for
 * abbreviations of an offset that never changes.
 */
export const canonicalTimeZone = (timeZone: string): string => {
  const known = canonicalNames.get(timeZone);
  if (known !== undefined) return known;
  const name = resolve(timeZone);
  if (canonicalNames.size < 2_000) canonicalNames.set(timeZone, name);
  return name;
};

const resolve = (timeZone: string): string => {
  const given = timeZone.toLowerCase();
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
    return name === 'UTC' || given.includes('/') ? name : given;
  } catch {
    return given;
  }
};

/** Whether two names are of one time zone, so of the same days. */
export const isSameTimeZone = (one: string, other: string): boolean =>
  canonicalTimeZone(one) === canonicalTimeZone(other);
