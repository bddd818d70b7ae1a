import { access, constants } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { messageOf, ServiceError, type Logger } from '@reports/service';
import { chromium, type Browser } from 'playwright-core';

export interface ChromiumOptions {
  /** Path of the binary: chromium-headless-shell or any Chromium. */
  executablePath: string;
  log: Logger;
  /** Added to the niceness of this process: more yields the cores to whatever else wants them. */
  nice?: number;
}

/** A way to start Chromium, the safest first. */
interface Confinement {
  /** For the log, after "Chromium runs". */
  name: string;
  sandbox: boolean;
  /** As another user than this process's, which is root. */
  unprivileged: boolean;
}

const forRoot: readonly Confinement[] = [
  { name: 'as a user of its own, in its sandbox', sandbox: true, unprivileged: true },
  { name: 'as a user of its own, WITHOUT its sandbox', sandbox: false, unprivileged: true },
  { name: 'as root, WITHOUT its sandbox', sandbox: false, unprivileged: false },
];
const forOthers: readonly Confinement[] = [
  { name: 'in its sandbox', sandbox: true, unprivileged: false },
  { name: 'WITHOUT its sandbox', sandbox: false, unprivileged: false },
];

/** Of no user: Debian gives out 60000 to 64999 by name, and this one it has not. */
const chromiumUser = '64010';
const startChromium = fileURLToPath(new URL('./start-chromium.sh', import.meta.url));

const remedy =
  'Install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH to a Chromium that is there.';

const missing = (executablePath: string, cause: unknown) =>
  new ServiceError({
    code: 'pdf_engine_missing',
    message: `PDF reports need Chromium, and there is none at "${executablePath}". ${remedy}`,
    fate: 'operator',
    cause,
  });

const launchTimeoutMs = 15_000;

const launchIn = (
  { sandbox, unprivileged }: Confinement,
  { executablePath, nice = 0 }: ChromiumOptions,
): Promise<Browser> =>
  chromium.launch({
    executablePath: unprivileged || nice > 0 ? startChromium : executablePath,
    chromiumSandbox: sandbox,
    timeout: launchTimeoutMs,
    // None of our own environment: it holds the keys of storage.
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
      HOME: tmpdir(),
      TMPDIR: tmpdir(),
      ...((unprivileged || nice > 0) && { CHROMIUM: executablePath, CHROMIUM_NICE: String(nice) }),
      ...(unprivileged && { CHROMIUM_USER: chromiumUser }),
    },
    // No name resolves and every address is behind a proxy that is not there.
    args: ['--host-resolver-rules=MAP * ~NOTFOUND', '--proxy-server=http://0.0.0.0:9'],
    // The process owns its signals.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
  });

/**
 * Starts Chromiums that reach nothing outside themselves, each as confined as the system allows: what does not start in one way
 * is started in the next, and the log says so. Throws `pdf_engine_missing`, or `pdf_engine_failed` if none starts.
 */
export const createLaunchChromium = (options: ChromiumOptions): (() => Promise<Browser>) => {
  const { executablePath, log } = options;
  let confinements = process.getuid?.() === 0 ? forRoot : forOthers;
  return async () => {
    try {
      await access(executablePath, constants.X_OK);
    } catch (cause) {
      throw missing(executablePath, cause);
    }
    const failures: unknown[] = [];
    for (const confinement of confinements) {
      try {
        const browser = await launchIn(confinement, options);
        if (failures.length > 0) {
          // What this system does not allow it will not allow the next time.
          confinements = confinements.slice(confinements.indexOf(confinement));
          log.warn(
            { err: failures[0] },
            `Chromium runs ${confinement.name}: it does not start in a safer way`,
          );
        }
        return browser;
      } catch (error) {
        failures.push(error);
      }
    }
    const [cause] = failures.slice(-1);
    throw new ServiceError({
      code: 'pdf_engine_failed',
      message: `Chromium at "${executablePath}" does not start: ${messageOf(cause).split('\n')[0]}. ${remedy}`,
      fate: 'operator',
      cause,
    });
  };
};
