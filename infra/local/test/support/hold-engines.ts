import type { EngineName } from '../../src/engine-set.ts';
import { startPlatform } from '../../src/platform.ts';

/** Holds a platform of the engines given up, in the directory given before them, until it is killed; says the process of each. */
const [directory = '', ...engines] = process.argv.slice(2);
const platform = await startPlatform({
  directory,
  ports: 'random',
  engines: engines as EngineName[],
  services: [],
  ownEngines: true,
  say: () => {},
});
process.stdout.write(`${engines.map((name) => platform.pid(name)).join(' ')}\n`);
setInterval(() => {}, 60_000);
