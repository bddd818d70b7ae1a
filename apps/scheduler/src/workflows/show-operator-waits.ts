import type { OperatorWaitNotice } from '@reports/contracts';
import { operatorWaitSignal } from '@reports/contracts/workflows';
import { defineSignal, setHandler } from '@temporalio/workflow';
import type { Progress } from './follow-progress.ts';

/** From now on the workflow's details say what an activity of its waits for; the next step says where it stands again. */
export const showOperatorWaits = ({ tell }: Progress): void => {
  setHandler(defineSignal<[OperatorWaitNotice]>(operatorWaitSignal), ({ code, message }) => {
    tell(
      `**Waits for an operator** (\`${code}\`): ${message} The runbook has an entry \`${code}\`. It goes on by itself.`,
      { entry: 'what-waits-for-an-operator' },
    );
  });
};
