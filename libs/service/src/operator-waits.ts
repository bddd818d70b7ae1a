import { Gauge, type Registry } from 'prom-client';
import type { ServiceError } from './service-error.ts';

/** What in this process waits for an operator: activities, messages. `/readyz` and the metrics show it. */
export interface OperatorWaits {
  /** An item failed by an error whose fate is `operator`. True when it did not wait for the same already. */
  note: (item: string, error: ServiceError) => boolean;
  /** The item has gone on. */
  settle: (item: string) => void;
  list: () => OperatorWait[];
  /** Shows `reports_waiting_for_operator{code}`. */
  showOn: (metrics: Registry) => void;
}

export interface OperatorWait {
  code: string;
  /** What to do. */
  message: string;
  /** How many items wait. */
  items: number;
}

/** Longer than the pause between two tries: what is silent for so long goes on elsewhere. */
const defaultForgetMs = 90_000;

export const createOperatorWaits = ({
  forgetMs = defaultForgetMs,
}: { forgetMs?: number } = {}): OperatorWaits => {
  const waiting = new Map<string, { code: string; message: string; at: number }>();

  const list = (): OperatorWait[] => {
    const now = Date.now();
    const byCode = new Map<string, OperatorWait>();
    for (const [item, { code, message, at }] of waiting) {
      if (at + forgetMs < now) waiting.delete(item);
      else byCode.set(code, { code, message, items: (byCode.get(code)?.items ?? 0) + 1 });
    }
    return [...byCode.values()];
  };

  return {
    note: (item, { code, message }) => {
      const known = waiting.get(item);
      waiting.set(item, { code, message, at: Date.now() });
      return known?.code !== code;
    },
    settle: (item) => {
      waiting.delete(item);
    },
    list,
    showOn: (metrics) => {
      const gauge: Gauge<'code'> = new Gauge({
        name: 'reports_waiting_for_operator',
        help: 'Activities and messages of this process that wait for an operator, by what they wait for: see the runbook.',
        labelNames: ['code'],
        registers: [metrics],
        collect: () => {
          gauge.reset();
          for (const { code, items } of list()) gauge.set({ code }, items);
        },
      });
    },
  };
};
