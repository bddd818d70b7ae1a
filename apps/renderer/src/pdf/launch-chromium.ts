import { access, constants } from 'node:fs/promises';
import { messageOf, ServiceError } from '@reports/service';
import { chromium, type Browser } from 'playwright-core';

export interface ChromiumOptions {
  /** Path of the binary: chromium-headless-shell or any Chromium. */
  executablePath: string;
  /** Chromium's own sandbox cannot be used by root. */
  sandbox: boolean;
}

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

/** Starts a Chromium that reaches nothing outside itself. Throws `pdf_engine_missing`, or `pdf_engine_failed` if it does not start. */
export const launchChromium = async ({ executablePath, sandbox }: ChromiumOptions): Promise<Browser> => {
  try {
    await access(executablePath, constants.X_OK);
  } catch (cause) {
    throw missing(executablePath, cause);
  }
  try {
    return await chromium.launch({
      executablePath,
      chromiumSandbox: sandbox,
      timeout: launchTimeoutMs,
      // No name resolves and every address is behind a proxy that is not there.
      args: ['--host-resolver-rules=MAP * ~NOTFOUND', '--proxy-server=http://0.0.0.0:9'],
      // The process owns its signals.
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
  } catch (cause) {
    throw new ServiceError({
      code: 'pdf_engine_failed',
      message: `Chromium at "${executablePath}" does not start: ${messageOf(cause).split('\n')[0]}. ${remedy}`,
      fate: 'operator',
      cause,
    });
  }
};
