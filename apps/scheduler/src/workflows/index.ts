/** The workflows. Each name here is a workflow type in Temporal. */
export { produceReport, produceScheduledReport } from './produce-report.ts';
export { runSchedule } from './run-schedule.ts';
