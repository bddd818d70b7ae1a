/** Slot arithmetic: when a schedule runs, and what each run reports on. Pure: it knows no clock and no database. */
export { calendarOf, storedCalendar, type Calendar, type CalendarRow } from './calendar.ts';
export { describeCalendar } from './describe-calendar.ts';
export { catchUpDays, owedSlots, type OwedSlots } from './owed-slots.ts';
export { extraSlot, slotAt, slotsAfter, slotsBetween, type Slot } from './slots.ts';
