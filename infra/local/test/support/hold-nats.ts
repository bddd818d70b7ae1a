import { startPlatform } from '../../src/platform.ts';

/** Holds a platform of NATS alone up, in the directory given, until it is killed; says its engine's process. */
const platform = await startPlatform({
  directory: process.argv[2] ?? '',
  ports: 'random',
  engines: ['nats'],
  services: [],
  ownEngines: true,
  say: () => {},
});
process.stdout.write(`${platform.pid('nats')}\n`);
setInterval(() => {}, 60_000);
