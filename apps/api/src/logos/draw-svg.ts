import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Drawing } from './review-svg.ts';

const program = fileURLToPath(new URL('./draw-svg-main.ts', import.meta.url));
/** A logo takes a tenth of it on a machine that does much else. */
const deadlineMs = 5_000;
const maxBytes = 1_048_576;

/**
 * Draws an SVG that has been reviewed, in a process without environment that is killed when it takes too long: requests go on meanwhile.
 * A fault, in words that follow the logo's name, is the drawing's; it rejects where the process itself could not do its work.
 */
export const drawSvg = (
  drawing: Drawing,
  timeout = deadlineMs,
): Promise<{ png: Buffer } | { fault: string }> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      ['--max-old-space-size=64', program],
      { env: {}, encoding: 'buffer', timeout, killSignal: 'SIGKILL', maxBuffer: maxBytes },
      (error, png) => {
        if (!error) resolve({ png });
        else if (error.code === 3) resolve({ fault: 'must be an SVG that shows something' });
        else if (error.killed) resolve({ fault: 'must be a simpler SVG: it takes too long to draw' });
        else if (error.code === 2 || error.signal) resolve({ fault: 'must be an SVG that can be drawn' });
        else reject(error);
      },
    );
    // It may have ended before it has read all: its exit code says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(JSON.stringify(drawing));
  });
