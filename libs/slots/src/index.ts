/** Slots of schedules: when a calendar asks for them (zones, daylight saving, periods), and the rows that make each run once. */
export { calendarOf, storedCalendar, type Calendar, type CalendarRow } from './calendar.ts';
export { describeCalendar } from './describe-calendar.ts';
export { catchUpDays, owedSlots, type OwedSlots } from './owed-slots.ts';
export { extraSlot, slotAt, slotsAfter, slotsBetween, type Slot } from './slots.ts';
export { localTimesWithRow, lockSchedule, settleSchedule, type Settlement } from './settle-schedule.ts';
export { startSlot, type SlotRun } from './start-slot.ts';
