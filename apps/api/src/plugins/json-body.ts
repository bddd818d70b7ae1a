import { isUtf8 } from 'node:buffer';
import type { App } from '../app-instance.ts';
import { ProblemError } from '../problems/problem-error.ts';

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

/** Throws `malformed_body`. */
export const parseJson = (bytes: Buffer): unknown => {
  if (!isUtf8(bytes)) {
    throw new ProblemError({ code: 'malformed_body', message: 'The body is not UTF-8.' });
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
