import type { DatasetReference, RenderedFile, ReportRequest, SplitBy } from '@reports/contracts';
import type { StoredObject } from '@reports/storage';
import type { Attempt } from '@reports/temporal';

/** What a file is made of, and the attempt that makes it: its key carries the attempt's name, its signal ends the work. */
export interface Rendering {
  request: ReportRequest;
  dataset: DatasetReference;
  attempt: Attempt;
}

/** What a file is about that has a part of a report's figures. */
export interface PartOf {
  by: SplitBy;
  /** The agent's id or the team; null for the agents without one. */
  key: string | null;
  name: string;
  /** Parts of the report. */
  of: number;
}

/** What was stored, as the report's row will have it. */
export const fileOf = ({ key, bytes, sha256 }: StoredObject): RenderedFile => ({ key, bytes, sha256 });
