/** An instant as the API answers it: UTC, whole seconds. */
export const formatTimestamp = (instant: Date): string => `${instant.toISOString().slice(0, 19)}Z`;
