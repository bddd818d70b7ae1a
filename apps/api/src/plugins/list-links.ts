import type { App } from '../app-instance.ts';

/** Says on each page of a list where the first and the next one are (RFC 8288). */
export const registerListLinks = (app: App): void => {
  app.addHook('preSerialization', (request, reply, payload, done) => {
    if (isPage(payload)) reply.header('link', linksOf(request.url, payload.next_cursor));
    done(null, payload);
  });
};

const isPage = (payload: unknown): payload is { next_cursor: string | null } =>
  typeof payload === 'object' && payload !== null && 'next_cursor' in payload;

const linksOf = (url: string, nextCursor: string | null): string => {
  const link = (relation: string, cursor?: string) => {
    const [path, query] = url.split('?', 2);
    const parameters = new URLSearchParams(query);
    parameters.delete('offset');
    parameters.delete('cursor');
    if (cursor !== undefined) parameters.set('cursor', cursor);
    return `<${path}${parameters.size > 0 ? `?${parameters.toString()}` : ''}>; rel="${relation}"`;
  };
  return [link('first'), ...(nextCursor === null ? [] : [link('next', nextCursor)])].join(', ');
};
