import { eventSchemas, newerInEvent, type PlatformEvent } from '@reports/contracts';
import { newerVersion, ServiceError } from '@reports/service';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

const parsers = new Map<string, Validator>(
  Object.entries(eventSchemas).map(([type, schema]) => [type, Compile(schema as TSchema)]),
);

/**
 * An event as the bus has it. Members that are not known are passed over. Throws `newer_version`, which passes, for what only a newer
 * release knows, and `invalid_event` for what no release would write.
 */
export const parseEvent = (subject: string, payload: Uint8Array): PlatformEvent => {
  const event = parseJson(payload);
  const type = typeof event === 'object' && event !== null && 'type' in event ? String(event.type) : '';
  const parser = parsers.get(type);
  if (!parser) throw invalidEvent(`its type "${type}" is not known`);
  const newer = newerInEvent(event);
  if (newer.length > 0) throw newerVersion(newer);
  if (!parser.Check(event)) {
    const faults = parser.Errors(event).map(({ instancePath, message: fault }) => `${instancePath} ${fault}`);
    throw invalidEvent(faults.slice(0, 20).join('; '));
  }
  const [, workspace] = subject.split('.');
  if ((event as PlatformEvent).workspaceid !== workspace) {
    throw invalidEvent(`its workspaceid is not "${workspace}", the one in its subject`);
  }
  return event as PlatformEvent;
};

const parseJson = (payload: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (cause) {
    throw invalidEvent('it is not JSON', cause);
  }
};

const invalidEvent = (reason: string, cause?: unknown): ServiceError =>
  new ServiceError({
    code: 'invalid_event',
    message: `The event is not valid: ${reason}.`,
    fate: 'client',
    cause,
  });
