import { progressQuery } from '@reports/contracts/workflows';
import { defineQuery, setCurrentDetails, setHandler } from '@temporalio/workflow';

/** Where a workflow stands, in words: its details in Temporal's UI, and the answer to the query `progress`. */
export interface Progress {
  tell: (text: string) => void;
}

/** From now on the workflow answers `progress`. Queries leave no trace in a history. */
export const followProgress = (): Progress => {
  let stands = 'It has just begun.';
  setHandler(defineQuery<string>(progressQuery), () => stands, {
    description: 'Where the making of the report stands.',
  });
  return {
    tell: (text) => {
      stands = text;
      setCurrentDetails(text);
    },
  };
};
