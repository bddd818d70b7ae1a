import type { TSchema } from 'typebox';
import type { ProblemCode } from '../problems/catalogue.ts';

export const tags = {
  Reports: 'Post a report, wait for it, fetch it.',
  Schedules: 'Reports that come back every day, week or month.',
  Deliveries: 'Who was told of a report, and whether it arrived.',
  Webhooks: 'Endpoints of yours that are called when a report is done. Signed as Standard Webhooks 1.0.',
  Records: 'What reports are made of: calls, evaluations, compliance checks, agents, campaigns.',
  Keys: 'API keys of the workspace. For admin keys alone.',
  Files: 'Report files behind signed links.',
} as const;

export interface AnswerDescription {
  description: string;
  schema?: TSchema;
  /** `application/json` unless it is said. */
  contentTypes?: readonly string[];
  headers?: Readonly<Record<string, string>>;
  examples?: Readonly<Record<string, unknown>>;
}

/** How the OpenAPI document describes a route; its parameters and body come from the route's own schemas. */
export interface Operation {
  /** camelCase: generated clients name their methods after it. */
  id: string;
  tag: keyof typeof tags;
  summary: string;
  description?: string;
  answers: Readonly<Record<number, AnswerDescription>>;
  /** Beside those that every route may answer with. */
  problems?: readonly ProblemCode[];
  bodyExamples?: Readonly<Record<string, unknown>>;
  /** A body that is not JSON by a schema: its content types. */
  bodyContent?: Readonly<Record<string, TSchema>>;
  /** Whether the body may be left out. */
  bodyOptional?: boolean;
  /** No API key is asked for. */
  public?: boolean;
}
