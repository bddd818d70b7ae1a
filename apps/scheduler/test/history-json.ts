import { createRequire } from 'node:module';
import proto, { type temporal } from '@temporalio/proto';

/** A workflow's history as Temporal's SDK holds it. */
export type History = temporal.api.history.v1.IHistory;

interface ProtoJson {
  fromJson: (type: unknown, json: unknown) => History;
  toJson: (type: unknown, message: unknown) => unknown;
}

// The SDK's own historyFromJSON refuses its own types where npm has installed protobufjs more than once. So the copy is taken
// that the types come from.
const requireBesideTypes = createRequire(import.meta.resolve('@temporalio/proto'));
const protoJson = requireBesideTypes('protobufjs/ext/protojson.js') as ProtoJson;
const root = proto as unknown as { lookupType: (name: string) => unknown };
const historyType = root.lookupType('temporal.api.history.v1.History');

/** A history as the Temporal UI and CLI download it. */
export const historyFromJson = (json: string): History => protoJson.fromJson(historyType, JSON.parse(json));

export const historyToJson = (history: unknown): string =>
  JSON.stringify(protoJson.toJson(historyType, history), undefined, 1);
