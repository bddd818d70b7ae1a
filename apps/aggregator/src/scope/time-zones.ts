/** Names under which IANA's data knows UTC, in lower case. */
const utcNames = new Set(
  ['', 'etc/'].flatMap((prefix) =>
    ['utc', 'uct', 'universal', 'zulu', 'gmt', 'gmt0', 'gmt+0', 'gmt-0', 'greenwich'].map(
      (name) => prefix + name,
    ),
  ),
);

/** One name for the zones that are UTC; any other zone as it is. */
export const canonicalZone = (timezone: string): string =>
  utcNames.has(timezone.toLowerCase()) ? 'UTC' : timezone;

/** Whether two names are of zones with the same days. Of two other names for one zone it may say no. */
export const isSameZone = (one: string, other: string): boolean =>
  canonicalZone(one).toLowerCase() === canonicalZone(other).toLowerCase();
