import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import { createId } from '@reports/service';
import { problemBody } from '../problems/problem-body.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** Answers what is not even HTTP, before there is a request. */
export const answerClientError = (error: Error & { code?: string }, socket: Duplex): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else writeProblem(translateClientError(error.code), socket);
};

const translateClientError = (code: string | undefined): ProblemError => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError({
        code: 'headers_too_large',
        message: "The request's headers are too large: 16 KB are taken.",
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError({ code: 'request_timeout', message: 'The request took too long to arrive.' });
    default:
      return clientProblem('The request is not valid HTTP.');
  }
};

/** What cannot be taken for a request. */
export const clientProblem = (message: string): ProblemError =>
  new ProblemError({ code: 'malformed_body', message });

/** A problem like any other, written by hand: the last answer of its connection. */
export const writeProblem = (problem: ProblemError, socket: Duplex): void => {
  const requestId = createId('req');
  const body = problemBody(problem, requestId);
  const text = JSON.stringify(body);
  socket.end(
    [
      `HTTP/1.1 ${body.status} ${STATUS_CODES[body.status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      `X-Request-Id: ${requestId}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  );
  // Whoever does not hang up is hung up on.
  setTimeout(() => socket.destroy(), 1_000).unref();
};
