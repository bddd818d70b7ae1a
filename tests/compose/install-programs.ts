import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheDirectory, installPackages } from '@reports/local-platform/testing';

/** Debian's packages, by a file of each. */
const packages = {
  buildah: '/usr/bin/buildah',
  podman: '/usr/bin/podman',
  runc: '/usr/sbin/runc',
  netavark: '/usr/lib/podman/netavark',
  // What netavark calls, and its package does not ask for.
  iptables: '/usr/sbin/iptables',
  'aardvark-dns': '/usr/lib/podman/aardvark-dns',
  mmdebstrap: '/usr/bin/mmdebstrap',
  'python3-venv': '/usr/share/doc/python3-venv/copyright',
};
const podmanCompose = '1.5.0';

/** Brings what builds and runs containers, where it is missing, and podman-compose of PyPI, which comes first on the PATH from then on. Root's, on Debian. */
export const installPrograms = async (): Promise<void> => {
  const missing = Object.entries(packages).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length > 0) {
    await installPackages(missing, {
      title: `Installing ${missing.join(', ')}`,
      say: (line) => process.stderr.write(`${line}\n`),
    });
  }
  const environment = join(cacheDirectory(), `podman-compose-${podmanCompose}`);
  const programs = join(environment, 'bin');
  if (!existsSync(join(programs, 'podman-compose'))) {
    const install = ['-m', 'pip', 'install', '--quiet', `podman-compose==${podmanCompose}`];
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
    execFileSync(join(programs, 'python3'), install, { stdio: 'inherit' });
  }
  process.env['PATH'] = `${programs}${delimiter}${process.env['PATH'] ?? ''}`;
};
