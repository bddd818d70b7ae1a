import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';

interface Call {
  post: { requestBody: { content: { 'application/json': { schema: { $ref: string } } } } };
}

/** Finds what a webhook's body has that the committed OpenAPI document does not say: it is read as strangers read it. */
export const createFindDocumentedFaults = (): ((body: { type: string; data?: object }) => string[]) => {
  const path = new URL('../../../../docs/openapi.json', import.meta.url);
  const document = JSON.parse(readFileSync(path, 'utf8')) as { webhooks: Record<string, Call> };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'time-zone': true } });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const webhookOf: Record<string, string> = {
    'report.completed': 'reportCompleted',
    'report.failed': 'reportFailed',
    'report.restated': 'reportRestated',
    test: 'webhookTest',
  };
  return (body) => {
    const call = document.webhooks[webhookOf[body.type] ?? ''];
    if (!call) return [`no webhook is documented for ${body.type}`];
    const { $ref } = call.post.requestBody.content['application/json'].schema;
    const validate = ajv.compile({ $ref: `document${$ref}` });
    return validate(body)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
};
