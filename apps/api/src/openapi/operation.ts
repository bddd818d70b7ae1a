import type { TSchema } from 'typebox';
import type { ProblemCode } from '../problems/catalogue.ts';

export const tags = {
  Reports: 'Post a report, wait for it, fetch it.',
  Schedules: 'Reports that come back every day, week or month.',
  Deliveries: 'Who was told of a report, and whether it arrived.',
  Webhooks: 'Endpoints of yours that are called when a report is done. Signed as Standard Webhooks 1.0.',
  Events: 'What your endpoints are sent.',
  Records: 'What reports are made of: calls, evaluations, compliance checks, agents, campaigns.',
  Workspace: 'The home time zone, and what there is of records.',
  Keys: 'API keys of the workspace. For admin keys alone.',
  Audit: 'Who asked for, downloaded, was sent, changed or revoked what. For admin keys alone.',
  Files: 'Report files behind signed links.',
} as const;

/** By content type. */
export type Content = Readonly<
  Record<string, { schema: TSchema; examples?: Readonly<Record<string, unknown>> }>
>;

export interface AnswerDescription {
  description: string;
  /** Of the JSON: one that `components.ts` names. Its examples are those of `examples.ts`. */
  schema?: TSchema;
  /** Instead, where the answer is not JSON. */
  content?: Content;
  headers?: Readonly<Record<string, string>>;
}

/** How the OpenAPI document describes a route; its parameters and body come from the route's own schemas. */
export interface Operation {
  /** camelCase: generated clients name their methods after it. */
  id: string;
  tag: keyof typeof tags;
  summary: string;
  description: string;
  answers: Readonly<Record<number, AnswerDescription>>;
  /** Beside those that every route may answer with. */
  problems?: readonly ProblemCode[];
  /** Headers that a client may send, beside `Idempotency-Key`. */
  requestHeaders?: Readonly<Record<string, { description: string; example: string }>>;
  /** A body that is not JSON by a schema: its content types. */
  bodyContent?: Content;
  /** Whether the body may be left out. */
  bodyOptional?: boolean;
  /** No API key is asked for. */
  public?: boolean;
  /** Set where it is to go. */
  deprecated?: Deprecation;
}

export interface Deprecation {
  /** The day from which it is deprecated: 2027-01-31. */
  since: string;
  /** The day from which it may be gone. */
  sunset: string;
  /** A page that says what takes its place. */
  instead: string;
}
