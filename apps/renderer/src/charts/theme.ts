/** Colours of the charts, those of the style sheet. */
export const colours = {
  ink: '#17202b',
  quiet: '#5a6673',
  line: '#dfe4e9',
  accent: '#24589c',
  accentSoft: '#a9c1e0',
  alert: '#b8500f',
  alertSoft: '#e6b088',
  critical: '#8f3506',
  neutral: '#cfd6dd',
} as const;

/** How many labels to skip so that at most `max` of `count` stay. */
export const thinTo = (max: number, count: number): number => Math.max(1, Math.ceil(count / max));
