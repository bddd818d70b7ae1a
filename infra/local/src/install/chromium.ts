import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Say } from '../terminal.ts';
import { cacheDirectory } from './cache-directory.ts';
import { installPackages, mayInstallPackages } from './debian-packages.ts';
import { fromVariable, isProgram, onPath } from './find-program.ts';
import { withInstallLock } from './install-lock.ts';
import { runVisibly } from './run-visibly.ts';

// The headless shell first: it prints a page in half the time the whole browser takes.
const names = [
  'chromium-headless-shell',
  'chrome-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
];
const macApplications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const installed = (): string | undefined =>
  fromVariable('CHROMIUM_PATH') ?? onPath(...names) ?? macApplications.find(isProgram);

/** What `withPlaywright` put into the user's cache. */
const downloaded = (directory: string): string | undefined =>
  globSync(join(directory, 'browsers/chromium_headless_shell-*/*/{chrome-,}headless-shell*')).find(isProgram);

/** Playwright's own build of the headless shell, into the user's cache. */
const withPlaywright = async (say: Say): Promise<void> => {
  const playwright = createRequire(import.meta.url).resolve.paths('playwright-core') ?? [];
  const cli = playwright.map((path) => join(path, 'playwright-core/cli.js')).find(existsSync);
  if (cli === undefined) throw new Error('playwright-core is not installed: run npm install');
  await runVisibly({
    title: 'Downloading Chromium (once, 1 min)',
    command: process.execPath,
    args: [cli, 'install', 'chromium-headless-shell'],
    environment: { PLAYWRIGHT_BROWSERS_PATH: join(cacheDirectory(), 'browsers') },
    tell: say,
  });
};

/**
 * Finds Chromium: CHROMIUM_PATH, the PATH, the user's cache, else installs it (Debian's package as root, Playwright's
 * build otherwise). Throws, saying what to do, when neither works.
 */
export const findOrInstallChromium = async (say: Say): Promise<string> => {
  const directory = cacheDirectory();
  const found = installed() ?? downloaded(directory);
  if (found !== undefined) return found;
  return withInstallLock({ directory, name: 'chromium', say }, async () => {
    try {
      if (mayInstallPackages()) {
        await installPackages(['chromium-headless-shell'], {
          title: 'Installing chromium-headless-shell (once, 1 min)',
          say,
        });
      } else await withPlaywright(say);
    } catch (error) {
      throw new Error(
        'Chromium is missing and could not be installed. One of these fixes it: install chromium-headless-shell or ' +
          'chromium with your package manager, or set CHROMIUM_PATH to a Chromium or Chrome.',
        { cause: error },
      );
    }
    const path = installed() ?? downloaded(directory);
    if (path === undefined)
      throw new Error('Chromium was installed but is nowhere to be found: set CHROMIUM_PATH');
    return path;
  });
};
