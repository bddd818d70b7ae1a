/** A report, and its schedule, as JSON of the contract: what the API answers, and what a webhook is told. */
export { contentTypeOf, extensionOf, fileNameOf, headOf, reportResource, tailOf } from './report-resource.ts';
export { scheduleResource } from './schedule-resource.ts';
export { formatTimestamp } from './timestamp.ts';
export { usedFields } from './used-fields.ts';
