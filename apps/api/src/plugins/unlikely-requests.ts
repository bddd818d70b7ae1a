import type { Duplex } from 'node:stream';
import type { App } from '../app-instance.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { clientProblem, writeProblem } from './client-errors.ts';

/** Requests that Node would answer by itself, in its own words or without any: they are answered like all others. */
export const registerUnlikelyRequests = (app: App): void => {
  app.server.on('checkExpectation', (request, response) => app.routing(request, response));
  app.server.on('connect', (_request, socket: Duplex) => {
    writeProblem(clientProblem('There is no proxy here: CONNECT leads nowhere.'), socket);
  });
  app.addHook('onRequest', ({ headers, raw }, _reply, done) => {
    if (headers.host === undefined && raw.httpVersion === '1.1') {
      return done(clientProblem('A request of HTTP/1.1 needs a Host header.'));
    }
    const { expect } = headers;
    if (expect !== undefined && expect.toLowerCase() !== '100-continue') return done(expectationFailed());
    done();
  });
};

const expectationFailed = (): ProblemError =>
  new ProblemError({
    code: 'expectation_failed',
    message: 'Of the header Expect, 100-continue is known here and nothing else.',
  });
