import type { App } from '../app-instance.ts';
import { isProblemCode, problemKinds } from '../problems/catalogue.ts';
import { ProblemError } from '../problems/problem-error.ts';

/** `GET /problems/{code}`: what the `type` of a problem points at. */
export const registerProblems = (app: App): void => {
  app.get<{ Params: { code: string } }>('/problems/:code', ({ params: { code } }) => {
    if (isProblemCode(code)) return { code, ...problemKinds[code] };
    throw new ProblemError({ code: 'not_found', message: `There is no problem "${code}".` });
  });
};
