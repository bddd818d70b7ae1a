/** A process that the platform keeps up: an engine or a service. */
export interface Program {
  /** Names its log and pid files. */
  name: string;
  command: string;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** Variables of this process that it may see; all of them where it is left out. */
  inherits?: readonly string[];
  /** What asks it to stop in an orderly way. */
  stopSignal: NodeJS.Signals;
  /** How long an orderly stop may take before it is killed. */
  stopTimeoutMs: number;
  /** One probe: resolves when the program does its work, rejects while it does not. */
  probe: () => Promise<unknown>;
  /** How long a start may take before it counts as failed. */
  startTimeoutMs: number;
}
