import { type Fate, ServiceError } from '@reports/service';
import { describe, expect, test } from 'vitest';
import { problemKinds } from './catalogue.ts';
import { problemBody, problemHeaders } from './problem-body.ts';
import { invalidRequest, ProblemError } from './problem-error.ts';
import { translateError } from './translate-error.ts';

const failure = (code: string, fate: Fate) =>
  new ServiceError({ code, message: 'connect ECONNREFUSED 10.0.0.7:9000 files/ws_1/rpt_1.json', fate });
const withCode = (code: string, more: object = {}) => Object.assign(new Error('inside'), { code, ...more });

describe('an error is answered as', () => {
  test.each([
    [failure('storage_unavailable', 'passing'), 'storage_unavailable'],
    [failure('storage_access_denied', 'operator'), 'storage_unavailable'],
    [failure('storage_full', 'operator'), 'storage_unavailable'],
    [failure('bucket_missing', 'operator'), 'storage_unavailable'],
    [failure('bus_full', 'operator'), 'bus_unavailable'],
    [failure('bus_unavailable', 'passing'), 'bus_unavailable'],
    [failure('anything_else', 'passing'), 'overloaded'],
    [failure('anything_else', 'operator'), 'overloaded'],
    [failure('anything_else', 'client'), 'internal_error'],
    [failure('anything_else', 'fault'), 'internal_error'],
    [withCode('ECONNREFUSED'), 'database_unavailable'],
    [withCode('57P01'), 'database_unavailable'],
    [new Error('Failed query', { cause: withCode('53300') }), 'database_unavailable'],
    [new Error('Failed query', { cause: withCode('40P01') }), 'overloaded'],
    [new Error('Failed query', { cause: withCode('42501') }), 'database_unavailable'],
    [withCode('53100'), 'database_unavailable'],
    [withCode('ENOSPC'), 'overloaded'],
    [withCode('23505'), 'internal_error'],
    [withCode('FST_ERR_CTP_BODY_TOO_LARGE'), 'payload_too_large'],
    [withCode('FST_ERR_CTP_SOMETHING_NEW', { statusCode: 400 }), 'malformed_body'],
    [withCode('FST_ERR_SOMETHING_NEW', { statusCode: 500 }), 'internal_error'],
    ['thrown text', 'internal_error'],
    [undefined, 'internal_error'],
  ])('%s: %s', (error, code) => {
    expect(translateError(error).code).toBe(code);
  });

  test.each([['storage_unavailable'], ['storage_access_denied'], ['anything_else']])(
    'a problem that tells nothing of the inside: %s',
    (code) => {
      const body = JSON.stringify(problemBody(translateError(failure(code, 'passing')), 'req_1'));
      expect(body).not.toMatch(/ECONN|10\.0\.0\.7|files\//);
    },
  );
});

describe('a problem', () => {
  test('is RFC 9457, with its code, its request and each fault', () => {
    const error = invalidRequest([{ pointer: '/from', detail: 'must be a date' }]);
    expect(problemBody(error, 'req_1')).toEqual({
      type: '/problems/invalid_request',
      title: 'The request is not valid',
      status: 400,
      detail: '/from must be a date.',
      code: 'invalid_request',
      request_id: 'req_1',
      errors: [{ pointer: '/from', detail: 'must be a date' }],
    });
  });

  test('says when to try again where that helps', () => {
    for (const code of Object.keys(problemKinds) as (keyof typeof problemKinds)[]) {
      const { status } = problemKinds[code];
      const headers = problemHeaders(new ProblemError({ code, message: '' }));
      expect('retry-after' in headers).toBe(status === 503 || code === 'request_in_progress');
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});
