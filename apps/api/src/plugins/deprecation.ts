import type { App } from '../app-instance.ts';
import type { Deprecation } from '../openapi/operation.ts';

/** How long what is to go is still there, at least. */
const noticeDays = 180;

/** Says on every answer of an operation that is to go since when it is (RFC 9745), until when it is there (RFC 8594), and what takes its place. */
export const registerDeprecation = (app: App): void => {
  app.addHook('onRoute', ({ method, url, config }) => {
    const deprecation = config?.operation?.deprecated;
    if (deprecation && noticeOf(deprecation) < noticeDays)
      throw new Error(
        `${String(method)} ${url} goes after ${noticeOf(deprecation)} days: give ${noticeDays}`,
      );
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const deprecation = request.routeOptions.config.operation?.deprecated;
    if (deprecation) {
      reply.headers({
        deprecation: `@${Date.parse(deprecation.since) / 1000}`,
        sunset: new Date(deprecation.sunset).toUTCString(),
        link: [reply.getHeader('link'), `<${deprecation.instead}>; rel="deprecation"`]
          .filter(Boolean)
          .join(', '),
      });
    }
    done(null, payload);
  });
};

const noticeOf = ({ since, sunset }: Deprecation): number =>
  (Date.parse(sunset) - Date.parse(since)) / 86_400_000;
