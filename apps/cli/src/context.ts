import type { Connection, ReportsClient } from '@reports/client';
import type { Output } from './output.ts';

/** What a command is run with. */
export interface Io {
  environment: Readonly<Record<string, string | undefined>>;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  signal: AbortSignal;
}

/** What commands share. */
export interface Context extends Io {
  client: (options?: Pick<Connection, 'retryForMs'>) => ReportsClient;
  output: () => Output;
  /** Sets the exit code of a command that has done what it can. */
  endWith: (code: number) => void;
}
