import type { IncomingMessage } from 'node:http';
import { createId } from '@reports/service';
import type { App } from '../app-instance.ts';

const acceptable = /^[\w.:-]{1,128}$/;

/** The client's own `X-Request-Id` when it is a plain one, else a new id. */
export const readRequestId = ({ headers }: IncomingMessage): string => {
  const given = headers['x-request-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : createId('req');
};

/** Every answer carries its request's id. */
export const registerRequestId = (app: App): void => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
};
