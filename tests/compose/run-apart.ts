import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs a program of Node where Podman's containers are its alone: namespaces of its own for processes, mounts and networks, so that whatever
 * ends it ends them, and Podman's records in a directory that goes with it. Images are the machine's. Gives its exit code.
 */
export const runApart = (words: readonly string[]): number => {
  const directory = mkdtempSync(join(tmpdir(), 'reports-compose-'));
  const own = (name: string): string => JSON.stringify(join(directory, name));
  const containers = join(directory, 'containers.conf');
  writeFileSync(
    containers,
    [
      // Root in a container of its own may not raise them.
      '[containers]\ndefault_ulimits = []',
      // crun wants one kind of cgroups, not two at once.
      '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"',
      // Not its static_dir: what buries a container is told of these alone, and looks for that below its storage.
      `tmp_dir = ${own('tmp')}\nvolume_path = ${own('volumes')}`,
      `[network]\nnetwork_backend = "netavark"\nnetwork_config_dir = ${own('networks')}`,
    ].join('\n'),
  );
  const storage = join(directory, 'storage.conf');
  writeFileSync(
    storage,
    [
      `[storage]\ndriver = "overlay"\ngraphroot = ${own('storage')}\nrunroot = ${own('run')}`,
      '[storage.options]\nadditionalimagestores = ["/var/lib/containers/storage"]',
    ].join('\n'),
  );
  const alone = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  // What is under /run and in shared memory would be found there by the next Podman, and is gone with its mounts. The shell stays, to
  // bury what ends: Podman takes a container for running whose process nobody has buried.
  const prepare = [
    'mount -t tmpfs none /run && mount -t tmpfs none /dev/shm && ip link set lo up',
    // There is no way out, and so none to the machine's name server.
    'echo nameserver 127.0.0.1 > /run/resolv.conf && mount --bind /run/resolv.conf /etc/resolv.conf',
    '"$@"; exit $?',
  ].join('\n');
  const apart = ['unshare', ...alone, 'bash', '-c', prepare, 'bash', process.execPath, ...words];
  const { status } = spawnSync('setpriv', ['--pdeathsig', 'KILL', ...apart], {
    stdio: 'inherit',
    env: {
      ...process.env,
      REPORTS_COMPOSE_INSIDE: 'true',
      CONTAINERS_CONF: containers,
      CONTAINERS_STORAGE_CONF: storage,
      // There is no systemd that would call health checks.
      DISABLE_HC_SYSTEMD: 'true',
    },
  });
  rmSync(directory, { recursive: true, force: true });
  return status ?? 1;
};
