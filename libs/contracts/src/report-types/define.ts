import { Type, type TObject } from 'typebox';
import type { SplitBy } from '../split.ts';
import type { RecordKind } from '../records/index.ts';

/** Filters choose the records that count, `team` by their agents; `parameter` chooses which parameters are shown. */
export type FilterName =
  | 'campaign_id'
  | 'agent_id'
  | 'team'
  | 'language'
  | 'disposition'
  | 'parameter'
  | 'check'
  | 'severity'
  | 'evaluation_kind';

export interface Column {
  /** The header cell. `<name>` stands for one column for each value found, as in `disposition_<name>`. */
  name: string;
  type: 'text' | 'date' | 'timestamp' | 'week' | 'integer' | 'decimal';
  description: string;
}

/** One report type, whole: what may be asked of it and what it answers. Its name is the value of `type` in the API. */
export interface ReportTypeDefinition<Data extends TObject = TObject> {
  title: string;
  description: string;
  /**
   * Raised when `data` or the columns change in a way a reader must know of. Readers take this version and the one before: what the one
   * before wrote must pass `data` as well.
   */
  schemaVersion: number;
  filters: readonly FilterName[];
  /** What it can be split by; absent: it cannot. */
  splits?: readonly SplitBy[];
  /** The kinds of records whose figures it shows: those that its completeness is about. */
  kinds: readonly Extract<RecordKind, 'calls' | 'evaluations' | 'compliance_checks'>[];
  /** The columns of the CSV, in order. */
  columns: readonly Column[];
  /** JSON Schema of `data` in the JSON report. */
  data: Data;
  /**
   * The one list of `data` that may be too long to hold in memory. It is left out of the dataset's summary:
   * its items are the rows of `rows.csv`, with the columns' names as keys and empty cells left out.
   */
  streamedList?: keyof Data['properties'] & string;
}

export const defineReportType = <const Definition extends ReportTypeDefinition>(
  definition: Definition,
): Definition => definition;

/** Which team a group of agents is of. */
export const team = {
  team: Type.Union([Type.String(), Type.Null()], {
    description: 'As the agent records have it when the figures are made; null for agents without one.',
  }),
  agents: Type.Integer({ minimum: 0, description: 'Agents of it in this report.' }),
};

/** The filters that every type has. */
export const sharedFilters = ['campaign_id', 'agent_id', 'team', 'language'] as const satisfies FilterName[];
