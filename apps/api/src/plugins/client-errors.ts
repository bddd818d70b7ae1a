import type { Socket } from 'node:net';
import { createId } from '@reports/service';
import { problemBody } from '../problems/problem-body.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Answers what is not even HTTP, before there is a request: a problem like any other, written by hand. */
export const answerClientError = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = createId('req');
  const problem = new ProblemError({
    code: 'malformed_body',
    message:
      error.code === 'HPE_HEADER_OVERFLOW'
        ? "The request's headers are too large."
        : 'The request is not valid HTTP, or took too long to arrive.',
  });
  const body = JSON.stringify(problemBody(problem, requestId));
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
};
