/** Colours of the charts, those of the style sheet. */
export const colours = {
  ink: '#17202b',
  quiet: '#5a6673',
  line: '#dfe4e9',
  accent: '#24589c',
  accentSoft: '#a9c1e0',
  alert: '#b8500f',
  neutral: '#cfd6dd',
} as const;

/** 7.5 pt in CSS pixels, and the fonts of the page. */
export const chartText = { fontSize: 10, fontFamily: 'inherit', color: colours.quiet } as const;

/** A value that is written beside its point or bar. */
export const chartLabel = { ...chartText, color: colours.ink, textBorderWidth: 0 } as const;

/** A horizontal axis of days or weeks. `labelEvery` thins the labels where they would touch. */
export const timeAxis = (labels: string[], labelEvery = 1) =>
  ({
    type: 'category',
    data: labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.quiet, width: 0.7 } },
    axisLabel: { ...chartText, lineHeight: 13, interval: (index: number) => index % labelEvery === 0 },
  }) as const;

/** A vertical axis whose grid lines are hairlines. */
export const valueAxis = (format: (value: number) => string) =>
  ({
    type: 'value',
    splitLine: { lineStyle: { color: colours.line, width: 0.6 } },
    axisLabel: { ...chartText, formatter: format },
  }) as const;

/** How many labels to skip so that at most `most` of `count` stay. */
export const thinTo = (max: number, count: number): number => Math.max(1, Math.ceil(count / max));

/** A round lower end for an axis of percentages or scores that need not begin at 0. */
export const roundFloor = (values: readonly number[]): number =>
  Math.max(0, Math.floor((Math.min(...values) - 5) / 10) * 10);
