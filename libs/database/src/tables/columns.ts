import { timestamp } from 'drizzle-orm/pg-core';

/** An instant to the millisecond, which is what a JavaScript Date holds: cursors compare without loss. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

export const createdAt = () => instant('created_at').notNull().defaultNow();
