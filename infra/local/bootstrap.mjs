/**
 * The one file that runs on the machine's own Node (20 or later): it installs the packages, Node 24 among them, and
 * hands over to the project's Node. Plain JavaScript without dependencies, because nothing is installed yet.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const stamp = join(root, 'node_modules/.reports-installed');
const node = join(root, 'node_modules/.bin/node');

/** What is installed follows from the lockfile and from the patches of packages. */
const wanted = () => {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  const patches = join(root, 'patches');
  for (const name of readdirSync(patches).toSorted()) hash.update(readFileSync(join(patches, name)));
  return hash.digest('hex');
};

const isInstalled = () => existsSync(node) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted();

const install = () => {
  process.stderr.write('Installing packages (once, 1–2 min) …\n');
  // `npm install`, not `npm ci`: with registries that lack other platforms' binaries npm calls the lockfile incomplete.
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(
    command,
    [...args, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  );
  if (status !== 0) {
    process.stderr.write('npm install failed; its message is above.\n');
    process.exit(status ?? 1);
  }
  if (!existsSync(node)) {
    process.stderr.write(
      'npm installed no Node 24. Its install script must be allowed ("allowScripts" in package.json): ' +
        'run `npm rebuild node`, or use Node 24.12 or later for this command.\n',
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted());
};

if (!isInstalled()) install();

const child = spawn(node, [join(root, 'infra/local/src/main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}` },
});
// Ctrl-C reaches both processes; this one only waits. Signals sent to this one alone are passed on.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
// npm that was killed passes nothing on: an orphan takes it as said to itself.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
