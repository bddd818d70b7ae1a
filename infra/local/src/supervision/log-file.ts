import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const rotateAtBytes = 50 * 1024 * 1024;

/** Opens a program's log for appending; a log grown too large moves aside to `.log.1` first. */
export const openLog = (directory: string, name: string): number => {
  const file = logPath(directory, name);
  if (existsSync(file) && statSync(file).size > rotateAtBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a');
};

export const logPath = (directory: string, name: string): string => join(directory, `${name}.log`);

/** The last lines of a program's log, to show why it did not start. */
export const lastLines = (file: string, count: number): string => {
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const length = Math.min(size, 16 * 1024);
    const buffer = Buffer.alloc(length);
    readSync(descriptor, buffer, 0, length, size - length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(descriptor);
  }
};
