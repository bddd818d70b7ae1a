import { createInterface } from 'node:readline/promises';

const seconds = (since: number): string => `${((Date.now() - since) / 1_000).toFixed(1)} s`;

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export interface Steps {
  /** One step: what it found is printed; a step that fails leaves the ones after it their chance. */
  step: (name: string, work: () => Promise<string>) => Promise<void>;
  /** Prints `N passed, N failed`, and gives the exit code. */
  result: () => number;
}

/** With `hold`, a step that fails waits for a look at the cluster: Enter goes on, `again` repeats it. */
export const createSteps = ({ hold, kubeconfig }: { hold: boolean; kubeconfig: string }): Steps => {
  const counts = { passed: 0, failed: 0 };
  const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
  const step = async (name: string, work: () => Promise<string>): Promise<void> => {
    const startedAt = Date.now();
    try {
      say(`ok   ${name}: ${await work()} (${seconds(startedAt)})`);
      counts.passed += 1;
    } catch (error) {
      say(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)} (${seconds(startedAt)})`);
      if (hold) {
        say(`KUBECONFIG=${kubeconfig}: Enter goes on, \`again\` repeats the step`);
        if ((await lines.next()).value === 'again') return step(name, work);
      }
      counts.failed += 1;
    }
  };
  return {
    step,
    result: () => {
      say(`${counts.passed} passed, ${counts.failed} failed`);
      return counts.failed === 0 ? 0 : 1;
    },
  };
};

/** Empty, or an error with what was found. */
export const mustBe = (isSo: boolean, found: unknown): string => {
  if (!isSo) throw new Error(JSON.stringify(found));
  return '';
};
