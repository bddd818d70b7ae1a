import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app-instance.ts';
import { collectMethods } from './allowed-methods.ts';
import { problemKinds } from '../problems/catalogue.ts';
import { problemBody, problemHeaders } from '../problems/problem-body.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { translateError } from '../problems/translate-error.ts';

/** Answers whatever was thrown as `application/problem+json`. What is our fault is logged with its cause. */
export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const problem = translateError(error);
  const { status } = problemKinds[problem.code];
  if (status >= 500) {
    request.log[status === 500 ? 'error' : 'warn']({ err: error, request: request.id }, problem.message);
  }
  return (
    reply
      .code(status)
      .headers({ 'x-request-id': request.id, ...problemHeaders(problem) })
      .type('application/problem+json')
      // As bytes: to text Fastify would add a charset, which this type does not have.
      .send(Buffer.from(JSON.stringify(problemBody(problem, request.id))))
  );
};

/** The one place where errors become answers. */
export const registerProblemDetails = (app: App): void => {
  const findMethods = collectMethods(app);
  const missing = ({ method, url }: FastifyRequest): ProblemError => {
    const path = url.split('?')[0] ?? '';
    return explainMissing(method, path, findMethods(path));
  };
  app.setErrorHandler((error, request, reply) =>
    // What no route takes is not to be read: that its body cannot be is no answer.
    sendProblem(request.is404 && !(error instanceof ProblemError) ? missing(request) : error, request, reply),
  );
  app.setNotFoundHandler((request, reply) => sendProblem(missing(request), request, reply));
};

const explainMissing = (method: string, path: string, allowed: readonly string[]): ProblemError =>
  allowed.length === 0
    ? new ProblemError({
        code: 'not_found',
        message: `There is no ${method} ${path}. /docs lists what there is.`,
      })
    : new ProblemError({
        code: 'method_not_allowed',
        message: `${path} takes ${allowed.join(', ')}, not ${method}.`,
        headers: { allow: allowed.join(', ') },
      });
