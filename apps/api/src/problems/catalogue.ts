interface ProblemKind {
  status: number;
  title: string;
  /** What it means and what fixes it, for whoever looks the code up. */
  meaning: string;
}

/** Every problem that the API answers with, by its code. `type` of a problem is `/problems/{code}`. */
export const problemKinds = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    meaning: '`errors` names every fault with a pointer to where it stands. Fix them all and send it again.',
  },
  malformed_body: {
    status: 400,
    title: 'The request cannot be read',
    meaning: 'The body is empty, is not JSON or is not UTF-8, or the request is not valid HTTP.',
  },
  unauthorized: {
    status: 401,
    title: 'No valid API key',
    meaning: 'Send `Authorization: Bearer KEY` with a key that exists, is not revoked and has not expired.',
  },
  insufficient_scope: {
    status: 403,
    title: 'The API key may not do this',
    meaning: 'read_only keys may GET, read_write keys may use all methods, admin keys may also manage keys.',
  },
  link_altered: {
    status: 403,
    title: 'The link is not valid',
    meaning: 'The signed link was altered or cut short. GET /v1/reports/{id} gives a fresh one.',
  },
  link_expired: {
    status: 403,
    title: 'The link has expired',
    meaning: 'Signed links work for 24 hours. GET /v1/reports/{id} gives a fresh one.',
  },
  link_revoked: {
    status: 403,
    title: 'The link was revoked',
    meaning: 'Whoever made the report has revoked its links. GET /v1/reports/{id} gives a fresh one.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    meaning: 'No such route. /docs lists those that exist.',
  },
  report_not_found: {
    status: 404,
    title: 'There is no such report',
    meaning: 'No report of this workspace has that id.',
  },
  schedule_not_found: {
    status: 404,
    title: 'The report has no schedule',
    meaning:
      'The report was posted without `schedule`. A run that a schedule made names its `source_report_id`.',
  },
  delivery_not_found: {
    status: 404,
    title: 'There is no such delivery',
    meaning: 'No delivery of this report has that id.',
  },
  webhook_not_found: {
    status: 404,
    title: 'There is no such webhook',
    meaning: 'No webhook of this workspace has that id.',
  },
  key_not_found: {
    status: 404,
    title: 'There is no such key',
    meaning: 'No API key of this workspace has that id.',
  },
  record_not_found: {
    status: 404,
    title: 'There is no such record',
    meaning:
      'No record of this kind has that id in this workspace. What was sent a moment ago may still be on its way.',
  },
  erasure_not_found: {
    status: 404,
    title: 'There is no such erasure',
    meaning: 'No erasure of this workspace has that id, or it was done more than a year ago.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long',
    meaning: 'It has to arrive within two minutes, and its body at 1 KB a second or more. Send it again.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The path has no such method',
    meaning: '`Allow` names those that it has.',
  },
  request_in_progress: {
    status: 409,
    title: 'The first request with this key is still running',
    meaning: 'Send it again in a moment with the same `Idempotency-Key`: it then gives the first answer.',
  },
  report_not_failed: {
    status: 409,
    title: 'The report has not failed',
    meaning:
      'Only a failed report can be made again. One that is completed can be posted again, for records as they are now.',
  },
  report_finished: {
    status: 409,
    title: 'The report is finished',
    meaning:
      'Only a report that is being made can be cancelled. DELETE /v1/reports/{id} deletes one that is finished.',
  },
  report_not_completed: {
    status: 409,
    title: 'The report is not completed',
    meaning: 'Only a completed report has figures that can be rendered in another format.',
  },
  dataset_expired: {
    status: 410,
    title: "The report's figures are no longer kept",
    meaning: 'They are kept as long as files are. Post a new report for the same period.',
  },
  schedule_cancelled: {
    status: 409,
    title: 'The schedule is cancelled',
    meaning: 'A cancelled schedule stays so. Post a new report with a schedule.',
  },
  slot_already_run: {
    status: 409,
    title: 'The slot has its run already',
    meaning: 'Each slot of a schedule makes one report, and this one has been made.',
  },
  too_many_webhooks: {
    status: 409,
    title: 'The workspace has all the webhooks that it may have',
    meaning: 'Delete one that is not needed. `limits` of `GET /v1/workspace` says how many there may be.',
  },
  too_many_schedules: {
    status: 409,
    title: 'The workspace has all the schedules that it may have',
    meaning: 'Cancel one that is not needed. `limits` of `GET /v1/workspace` says how many there may be.',
  },
  file_expired: {
    status: 410,
    title: 'The file is no longer kept',
    meaning: 'Files are kept for a fixed number of days. Post a new report for the same period.',
  },
  file_missing: {
    status: 410,
    title: 'The file is gone from storage',
    meaning: 'Somebody deleted it before its time. Post a new report for the same period.',
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    meaning: 'Records: 16 MB and 10,000 records a request. Everything else: 256 KB.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The content type is not supported',
    meaning:
      'Send `application/json`; records also as `application/x-ndjson`. Of encodings, `gzip` is known.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'The range lies outside the file',
    meaning: '`Content-Range` says how long the file is.',
  },
  expectation_failed: {
    status: 417,
    title: 'The expectation is not known',
    meaning: 'The header `Expect` may be `100-continue`, or absent.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'The idempotency key belongs to another request',
    meaning:
      'The same `Idempotency-Key` came with another body within 24 hours. Use a new key for a new request.',
  },
  rate_limit_exceeded: {
    status: 429,
    title: 'Too many requests',
    meaning:
      'The workspace has used its requests for this minute. `Retry-After` says when the next one starts.',
  },
  too_many_reports_generating: {
    status: 429,
    title: 'Too many reports are being made',
    meaning:
      'Wait until some are done. `limits` of `GET /v1/workspace` says how many of a workspace may be in the making at once.',
  },
  too_many_runs: {
    status: 429,
    title: 'Too many runs in this hour',
    meaning:
      'Runs by hand wait until `Retry-After`; the calendar goes on. `limits` of `GET /v1/workspace` says how many there may be.',
  },
  too_many_wrong_keys: {
    status: 429,
    title: 'Too many wrong API keys',
    meaning:
      'This address has sent too many keys that do not exist. `Retry-After` says when it may try again; a key that has worked from it goes on working.',
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    meaning: 'All headers together may have 16 KB.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    meaning: 'The request id finds it in our log.',
  },
  file_damaged: {
    status: 500,
    title: 'The file in storage is not the one that was made',
    meaning: 'Something cut it or wrote over it. Post a new report for the same period.',
  },
  database_unavailable: {
    status: 503,
    title: 'The service is not available',
    meaning: 'The database is away. Nothing was done: send it again after `Retry-After` seconds.',
  },
  bus_unavailable: {
    status: 503,
    title: 'The service is not available',
    meaning: 'Records cannot be taken now. Send them again after `Retry-After` seconds: twice does no harm.',
  },
  storage_unavailable: {
    status: 503,
    title: 'The service is not available',
    meaning: 'Files cannot be read now. Try again after `Retry-After` seconds.',
  },
  overloaded: {
    status: 503,
    title: 'The service is busy',
    meaning: 'Too much at once, or it is shutting down. Try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemKinds, code);
