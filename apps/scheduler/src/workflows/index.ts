/** The workflows. Each name here is a workflow type in Temporal. */
export { followDeliveries } from './follow-deliveries.ts';
export { produceReport, produceScheduledReport } from './produce-report.ts';
