import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app-instance.ts';
import { isProblemCode, problemKinds } from '../problems/catalogue.ts';
import { problemIndexPage, problemPage, problemPagePolicy } from '../problems/problem-pages.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** `GET /problems` and `GET /problems/{code}`, what the `type` of a problem points at: pages for browsers, JSON for all others. */
export const registerProblems = (app: App): void => {
  app.get('/problems', (request, reply) =>
    answer(request, reply, {
      page: problemIndexPage,
      json: { data: Object.entries(problemKinds).map(([code, kind]) => ({ code, ...kind })) },
    }),
  );
  app.get<{ Params: { code: string } }>('/problems/:code', (request, reply) => {
    const { code } = request.params;
    if (!isProblemCode(code)) {
      throw new ProblemError({
        code: 'not_found',
        message: `There is no problem "${code}". /problems lists all.`,
      });
    }
    return answer(request, reply, { page: () => problemPage(code), json: { code, ...problemKinds[code] } });
  });
};

const answer = (
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { page, json }: { page: () => string; json: object },
): FastifyReply => {
  reply.headers({ 'cache-control': 'public, max-age=3600', vary: 'Accept' });
  if (negotiateType(headers.accept) === 'json') return reply.send(json);
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', problemPagePolicy)
    .send(page());
};

/** HTML for whoever says so before JSON, as browsers do. */
const negotiateType = (accept = ''): 'html' | 'json' => {
  const html = accept.search(/\btext\/html\b/);
  const json = accept.search(/\bapplication\/(?:problem\+)?json\b/);
  return html !== -1 && (json === -1 || html < json) ? 'html' : 'json';
};
