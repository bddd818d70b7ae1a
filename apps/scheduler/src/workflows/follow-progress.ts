import type { OperatorLinks } from '@reports/contracts';
import { progressQuery } from '@reports/contracts/workflows';
import { defineQuery, setCurrentDetails, setHandler } from '@temporalio/workflow';

/** What stands beneath a step in the details. */
interface Pointers {
  /** The entry of the runbook: the name of its heading in a link. */
  entry?: string;
  /** Of the report's file in storage. */
  fileKey?: string;
}

/** Where a workflow stands, in words: its details in Temporal's UI, with links, and the answer to the query `progress`. */
export interface Progress {
  tell: (text: string, pointers?: Pointers) => void;
  /** From now on details lead there. */
  linkTo: (links: OperatorLinks) => void;
}

/** From now on the workflow answers `progress`. Neither queries nor details leave a trace in a history. */
export const followProgress = (): Progress => {
  let stands = 'It has just begun.';
  let links: OperatorLinks = {};
  setHandler(defineQuery<string>(progressQuery), () => stands, {
    description: 'Where the making of the report stands.',
  });
  const lineOfLinks = ({ entry, fileKey }: Pointers): string =>
    [
      ...(links.report === undefined ? [] : [`[Report](${links.report})`]),
      ...(links.file === undefined || fileKey === undefined
        ? []
        : [`[File](${links.file.replaceAll('{key}', fileKey)})`]),
      ...(links.runbook === undefined || entry === undefined
        ? []
        : [`[Runbook: ${entry}](${links.runbook}#${entry})`]),
    ].join(' · ');
  return {
    tell: (text, pointers = {}) => {
      stands = text;
      setCurrentDetails([text, lineOfLinks(pointers)].filter((part) => part !== '').join('\n\n'));
    },
    linkTo: (given) => {
      links = given;
    },
  };
};
