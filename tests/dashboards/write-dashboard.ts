import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as NumberBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel } from './describe.ts';

const datasource = { type: 'prometheus', uid: '${datasource}' };

/** Of Grafana's 24 columns, and its rows of about 30 pixels. */
const sizes = { number: { width: 4, height: 4 }, lines: { width: 12, height: 8 } };

const queriesOf = ({ queries, number }: Panel): DataqueryBuilder[] =>
  queries.map(({ expr, legend }, index) => {
    const query = new DataqueryBuilder()
      .refId(String.fromCodePoint(65 + index))
      .expr(expr)
      .legendFormat(legend)
      .datasource(datasource);
    // The traces that buckets name stand as points beside the lines.
    return number ? query.instant() : query.range().exemplar(expr.includes('_bucket'));
  });

const panelOf = (panel: Panel): NumberBuilder | LinesBuilder => {
  const { title, about, unit, number } = panel;
  if (!number) {
    const { width, height } = sizes.lines;
    const lines = new LinesBuilder().fillOpacity(8).min(0).span(width).height(height);
    return lines.title(title).description(about).unit(unit).datasource(datasource).targets(queriesOf(panel));
  }
  const steps = [
    { value: null, color: 'green' },
    ...(number.badAbove === undefined ? [] : [{ value: number.badAbove, color: 'red' }]),
  ];
  const thresholds = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
  const { width, height } = sizes.number;
  const last = new ReduceDataOptionsBuilder().calcs(['lastNotNull']);
  const stat = new NumberBuilder().thresholds(thresholds).reduceOptions(last).span(width).height(height);
  return stat.title(title).description(about).unit(unit).datasource(datasource).targets(queriesOf(panel));
};

/** Grafana's JSON of a dashboard: for its provisioning, or to import. */
export const writeDashboard = ({ uid, title, about, rows }: Dashboard): string => {
  const dashboard = new DashboardBuilder(title)
    .uid(uid)
    .description(about)
    .tags(['reports'])
    .timezone('browser')
    .refresh('30s')
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  let id = 0;
  for (const row of rows) {
    dashboard.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) dashboard.withPanel(panelOf(panel).id((id += 1)));
  }
  return `${JSON.stringify(dashboard.build(), null, 2)}\n`;
};
