import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app-instance.ts';
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
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      new ProblemError({
        code: 'not_found',
        message: `There is no ${request.method} ${request.url.split('?')[0]}. /docs lists what there is.`,
      }),
      request,
      reply,
    ),
  );
};
