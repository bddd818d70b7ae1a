import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { installPackages } from '@reports/local-platform/testing';
import { pythonPrograms } from '../support/python-programs.ts';

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

/** Brings what builds and runs containers, where it is missing, and podman-compose of PyPI, which comes first on the PATH from then on. Root's, on Debian. */
export const installPrograms = async (): Promise<void> => {
  const missing = Object.entries(packages).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length > 0) {
    await installPackages(missing, {
      title: `Installing ${missing.join(', ')}`,
      say: (line) => process.stderr.write(`${line}\n`),
    });
  }
  const programs = await pythonPrograms('podman-compose', ['podman-compose==1.5.0']);
  process.env['PATH'] = `${programs}${delimiter}${process.env['PATH'] ?? ''}`;
};
