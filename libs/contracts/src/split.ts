import { Type, type Static } from 'typebox';
import { Count } from './primitives.ts';

/** What one report may be split by: a file for each. */
export const SplitBy = Type.Enum(['agent', 'team'], {
  description:
    'Makes one file for each agent, or each team, all from one frozen dataset: the file of the report is then a ZIP with an index, and `parts` has a link for each. For `agent_coaching`, at most 500 files.',
});
export type SplitBy = Static<typeof SplitBy>;

/** Files of one report: what a client gets in one answer, and a person hands out. */
export const maxParts = 500;

export const zipContentType = 'application/zip';

/** A file of a split report, as its ZIP has it: a stretch of its bytes, since what is in it is not compressed again. */
export interface StoredPart {
  /** The agent's id or the team; null for the agents without a team. */
  key: string | null;
  name: string;
  /** In the ZIP. */
  fileName: string;
  /** Where in the ZIP its bytes begin. */
  offset: number;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
  /** pdf alone. */
  pageCount?: number;
}

/** One of the `parts` of `GET /v1/reports/{id}`. */
export const ReportPart = Type.Object(
  {
    key: Type.Union([Type.String(), Type.Null()], {
      description: "The agent's id, or the team; null for the agents without one.",
    }),
    name: Type.String({ description: "The agent's name, or the team." }),
    file_name: Type.String({
      description: 'Its name in the ZIP.',
      examples: ['asha-rao-agt_7.pdf'],
    }),
    bytes: Count,
    sha256: Type.String({ description: 'Hexadecimal.' }),
    page_count: Type.Optional(Count),
    download_url: Type.String({
      format: 'uri',
      description: 'As good as that of the report, and as long.',
    }),
  },
  { description: 'A file of a split report.' },
);
export type ReportPart = Static<typeof ReportPart>;
