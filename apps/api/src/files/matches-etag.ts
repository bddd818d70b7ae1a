/** Whether an `If-None-Match` names an ETag, by the weak comparison that RFC 9110 asks for. */
export const matchesEtag = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  ifNoneMatch.split(',').some((tag) => ['*', strong(etag)].includes(strong(tag.trim())));

const strong = (tag: string): string => tag.replace(/^W\//, '');
