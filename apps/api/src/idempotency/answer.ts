/** What a route answers. Answers of POST are kept under their idempotency key, so they are plain data. */
export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
  /** What a repeat under the same idempotency key is given instead, where the body holds a secret that is shown once. */
  keptBody?: unknown;
}
