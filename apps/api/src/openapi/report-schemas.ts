import {
  DownloadLink,
  ReportParts,
  ReportSummary,
  type ReportType,
  reportTypeNames,
  reportTypes,
} from '@reports/contracts';
import { Type, type TSchema } from 'typebox';

/** The answer of `GET /v1/reports/{id}` for one type. */
const reportSchema = (type: ReportType): TSchema => {
  const { type: _any, ...fields } = ReportSummary.properties;
  const { report_id, ...rest } = fields;
  return Type.Object({
    report_id,
    type: Type.Literal(type),
    ...rest,
    data: Type.Optional(reportTypes[type].data),
    download_url: Type.Optional(DownloadLink.properties.download_url),
    download_url_expires_at: Type.Optional(DownloadLink.properties.download_url_expires_at),
    ...('splits' in reportTypes[type] && { parts: Type.Optional(ReportParts) }),
  });
};

/** `qa_performance` as `QaPerformance`. */
export const pascalCase = (name: string): string =>
  name.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Each type's report, by the name that generated clients give it: `QaPerformanceReport`. */
export const reportSchemas: Readonly<Record<string, TSchema>> = Object.fromEntries(
  reportTypeNames.map((type) => [`${pascalCase(type)}Report`, reportSchema(type)]),
);

/** Any report: `type` says which. */
export const AnyReport = Type.Unsafe({
  oneOf: Object.values(reportSchemas),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(
      reportTypeNames.map((type) => [type, `#/components/schemas/${pascalCase(type)}Report`]),
    ),
  },
});
