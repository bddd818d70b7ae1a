/** JetStream: the streams, typed publish and consume, dead letters. */
export { showConsumers, showDeadLetters } from './bus-metrics.ts';
export { connectMessaging, type Messaging } from './connect.ts';
export { consumeEvents, type Consumption, type Received } from './consume.ts';
export { createDeadLetters, type DeadLetters } from './dead-letters.ts';
export { prepareBus } from './prepare-bus.ts';
export { publishDeadLetter } from './dead-letter.ts';
export { publishEvent, publishSerialised } from './publish.ts';
export { busOptions, messagingSettings } from './settings.ts';
export { inspectBus, type BusState } from './inspect-bus.ts';
export { createTrimStream } from './trim-stream.ts';
export { type BusUser, busUsers, writeAuthorization } from './users.ts';
