import { cancelUpdate } from '@reports/contracts/workflows';
import { CancellationScope, defineUpdate, setHandler } from '@temporalio/workflow';

/** Why an operator cancelled, once one has. */
export interface Cancellation {
  reason: () => string | undefined;
  /** Work that ends when somebody cancels with a reason. */
  during: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

const maxReasonLength = 500;

/** From now on the workflow takes the update `cancel`, whose argument is the reason that the report's client is told. */
export const takeCancellations = (): Cancellation => {
  let given: string | undefined;
  const scope = new CancellationScope();
  setHandler(
    defineUpdate<string, [string]>(cancelUpdate),
    (reason) => {
      given = reason.trim().slice(0, maxReasonLength);
      scope.cancel();
      return 'The report is cancelled.';
    },
    {
      description: "Ends the report as failed; its client is told the reason, the update's one argument.",
      validator: (reason) => {
        if (typeof reason !== 'string' || reason.trim() === '') throw new Error('Say why: one text.');
        if (given !== undefined) throw new Error('It is cancelled already.');
      },
    },
  );
  return { reason: () => given, during: (work) => scope.run(work) };
};
