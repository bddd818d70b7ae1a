import type { App } from '../app-instance.ts';

/** The methods that the routes of a path have; none where there is no such path. Looked up for what no route takes alone. */
export type FindMethods = (path: string) => string[];

/** Notes every route that is registered from now on. */
export const collectMethods = (app: App): FindMethods => {
  const routes = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = routes.get(url) ?? new Set();
    routes.set(url, methods);
    for (const name of [method].flat()) methods.add(name);
  });
  return (path) => {
    const matching = [...routes].filter(([url]) => patternOf(url).test(path));
    // Of `/records/erasures/:id` and `/records/:kind/:id` the first is the path's.
    const fewest = Math.min(...matching.map(([url]) => parametersOf(url)));
    const found = matching.filter(([url]) => parametersOf(url) === fewest);
    return [...new Set(found.flatMap(([, methods]) => [...methods]))].toSorted();
  };
};

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replaceAll('.', '[.]').replaceAll(/:\w+/g, '[^/]+')}$`);

const parametersOf = (url: string): number => url.split(':').length - 1;
