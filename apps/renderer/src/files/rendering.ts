import type { DatasetReference, ReportRequest } from '@reports/contracts';
import type { Attempt } from '@reports/temporal';

/** What a file is made of, and the attempt that makes it: its key carries the attempt's name, its signal ends the work. */
export interface Rendering {
  request: ReportRequest;
  dataset: DatasetReference;
  attempt: Attempt;
}
