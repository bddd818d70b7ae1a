import type { TSchema } from 'typebox';
import type { App } from '../app-instance.ts';
import type { Operation } from './operation.ts';

/** A route that the OpenAPI document describes. */
export interface DescribedRoute {
  /** Lower case. */
  method: string;
  /** `/v1/reports/{reportId}` */
  path: string;
  operation: Operation;
  /** Only keys of scope admin may call it, also where it reads. */
  forAdmins: boolean;
  params?: TSchema | undefined;
  query?: TSchema | undefined;
  body?: TSchema | undefined;
}

/** Notes every route with an `operation` that is registered from now on. */
export const collectRoutes = (app: App): DescribedRoute[] => {
  const routes: DescribedRoute[] = [];
  app.addHook('onRoute', ({ method, url, schema, config }) => {
    const operation = config?.operation;
    const main = [method].flat().find((name) => name !== 'HEAD');
    if (!operation || !main) return;
    routes.push({
      method: main.toLowerCase(),
      path: url.replaceAll(/:(\w+)/g, '{$1}'),
      operation,
      forAdmins: config.scope === 'admin',
      params: schema?.params as TSchema | undefined,
      query: schema?.querystring as TSchema | undefined,
      body: schema?.body as TSchema | undefined,
    });
  });
  return routes;
};
