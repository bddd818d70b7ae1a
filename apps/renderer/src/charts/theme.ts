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
    axisLabel: {
      ...chartText,
      lineHeight: 13,
      interval: (index: number) => index % labelEvery === 0,
      showMinLabel: true,
    },
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
const roundFloor = (values: readonly number[]): number =>
  Math.max(0, Math.floor((Math.min(...values) - 5) / 10) * 10);

const isFigure = (value: number | null): value is number => value !== null;

/** The ends of an axis of percentages or scores: from a round figure under the lowest to 100. */
export const rateScale = (values: readonly (number | null)[], ...marks: number[]) => {
  const min = roundFloor([...values.filter(isFigure), ...marks, 100]);
  return { min, max: 100, interval: (100 - min) / 2 };
};

const noPoint = { value: null } as const;

type Points = ReturnType<typeof lineLabels>;

/** The points of weeks that the period cuts, and those beside them, which a line goes to and shows no more of. */
const cutPoints = (points: Points, isCut: readonly boolean[]) =>
  points.map((point, index) => {
    if (isCut[index]) return point;
    const isBeside = isCut[index - 1] || isCut[index + 1];
    return isBeside ? { value: point.value, symbol: 'none', label: { show: false } } : noPoint;
  });

/**
 * The line of a grid over weeks, as one of full weeks and a pale one to and from those that the period cuts: what is drawn alike is compared.
 * The pale one comes first, where there is one: what is full lies over it.
 */
export const weekLines = (
  points: Points,
  isCut: readonly boolean[],
  {
    gridIndex,
    color,
    width,
    symbolSize,
  }: { gridIndex: number; color: string; width: number; symbolSize: number },
) => {
  const full = points.map((point, index) => (isCut[index] ? noPoint : point));
  const of = (data: typeof full | ReturnType<typeof cutPoints>, stroke: string) =>
    ({
      type: 'line',
      xAxisIndex: gridIndex,
      yAxisIndex: gridIndex,
      data,
      symbol: 'circle',
      symbolSize,
      lineStyle: { color: stroke, width },
      itemStyle: { color: stroke },
    }) as const;
  const pale = isCut.includes(true) ? [of(cutPoints(points, isCut), colours.neutral)] : [];
  return [...pale, of(full, color)];
};

/**
 * The points of a line, every so many with its value beside it where the line does not go: beneath a point that both its neighbours lie
 * over, else above it; and where a `mark` runs across the chart, on the side away from it.
 */
export const lineLabels = (
  values: readonly (number | null)[],
  { every, text, mark }: { every: number; text: (index: number) => string; mark?: number | undefined },
) =>
  values.map((value, index) => {
    const [before, after] = [values[index - 1] ?? null, values[index + 1] ?? null];
    const isValley = value !== null && before !== null && after !== null && value < Math.min(before, after);
    const isLow = mark === undefined || value === null ? isValley : value < mark;
    return {
      value,
      label: {
        ...chartLabel,
        show: value !== null && index % every === 0,
        position: isLow ? ('bottom' as const) : ('top' as const),
        distance: 4,
        // What a steep line would still cross is cleared around the figure.
        textBorderColor: '#ffffff',
        textBorderWidth: 3,
        formatter: () => text(index),
      },
    };
  });
