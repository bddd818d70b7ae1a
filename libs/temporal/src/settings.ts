import { type NamedKey, parseKeyRing, processSettings, setting } from '@reports/service';

/** The settings of a service that uses Temporal. */
export const temporalSettings = {
  temporalAddress: setting.text('TEMPORAL_ADDRESS', "host:port of Temporal's frontend"),
  temporalNamespace: setting.text(
    'TEMPORAL_NAMESPACE',
    'the namespace that the workflows live in',
    'default',
  ),
  temporalTls: setting.oneOf('TEMPORAL_TLS', 'whether Temporal is spoken to over TLS', ['off', 'on'], 'off'),
  temporalCaFile: setting.optionalText(
    'TEMPORAL_CA_FILE',
    'a file of certificates (PEM) that Temporal may be signed by, in place of the well-known ones',
  ),
  temporalCertificateFile: setting.optionalText(
    'TEMPORAL_CERT_FILE',
    "the service's own certificate (PEM), for a Temporal that asks for one",
  ),
  temporalKeyFile: setting.optionalText('TEMPORAL_KEY_FILE', 'the key of that certificate (PEM)'),
  temporalApiKey: {
    ...setting.secret('TEMPORAL_API_KEY', 'the API key, for a Temporal that asks for one'),
    fallback: '',
  },
  temporalPayloadKeys: setting.key<NamedKey[]>(
    'TEMPORAL_PAYLOAD_KEYS',
    'encrypt what Temporal keeps of workflows: the first encrypts, all decrypt; without any it is kept in clear',
    parseKeyRing,
    [],
  ),
} as const;

/** The settings of the codec server. */
export const codecServerSettings = {
  ...processSettings,
  keys: temporalSettings.temporalPayloadKeys,
  uiOrigin: setting.url('TEMPORAL_UI_ORIGIN', "the origin of Temporal's UI, https://temporal.example.com"),
} as const;
