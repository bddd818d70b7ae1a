import { isUtf8 } from 'node:buffer';
import type { App } from '../app-instance.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { type JsonLimits, scanJson } from '../validation/json-limits.ts';

const jsonTypes = /^application\/(?:[\w.+-]+\+)?json(?:\s*;|$)/i;

/** Reads JSON bodies, and nothing else. An empty body is no body. */
export const registerJsonBody = (app: App): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(jsonTypes, { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJson(body));
    } catch (error) {
      done(error as Error);
    }
  });
};

/** Far over the largest body that a route takes. */
const bodyLimits: JsonLimits = { depth: 16, values: 5_000, bytes: 256 * 1024, space: 256 * 1024 };

/** Throws `malformed_body`. */
const parseJson = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) {
    throw new ProblemError({ code: 'malformed_body', message: 'The body is not UTF-8.' });
  }
  const { fault } = scanJson(bytes, bodyLimits);
  if (fault !== undefined) {
    throw new ProblemError({ code: 'malformed_body', message: `The body ${fault}.` });
  }
  try {
    return JSON.parse(bytes.toString());
  } catch (cause) {
    throw new ProblemError({
      code: 'malformed_body',
      message: `The body is not JSON: ${(cause as Error).message}.`,
      cause,
    });
  }
};
