/** How far a long piece of work has come. */
export interface ProgressBar {
  update: (done: number, note: string) => void;
  /** Writes a line above the bar. */
  say: (line: string) => void;
  end: () => void;
}

const width = 30;
const everyMs = 100;
/** Where nobody watches a bar move, a line now and then. */
const lineEveryMs = 5_000;

/** A bar on a terminal; lines elsewhere. `total` and `done` are in the same unit, whatever it is. */
export const createProgressBar = (output: NodeJS.WriteStream, total: number): ProgressBar => {
  let shownAt = 0;
  let shown = '';
  const clear = () => {
    if (output.isTTY && shown) output.write('\r\u001B[K');
  };
  const render = (done: number, note: string): string => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const filled = Math.round(share * width);
    return `[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %  ${note}`;
  };
  return {
    update: (done, note) => {
      const now = Date.now();
      if (now - shownAt < (output.isTTY ? everyMs : lineEveryMs) && done < total) return;
      shownAt = now;
      clear();
      shown = render(done, note);
      output.write(output.isTTY ? shown : `${shown}\n`);
    },
    say: (line) => {
      clear();
      output.write(`${line}\n`);
      if (output.isTTY) output.write(shown);
    },
    end: () => {
      if (output.isTTY && shown) output.write('\n');
    },
  };
};
