import { setting } from '../engines/engine.ts';

/** What services are told on a developer's machine alone: webhooks may lead to receivers on it. */
export const localSettings = (): Record<string, string> => ({
  WEBHOOK_ALLOW_PRIVATE: setting('WEBHOOK_ALLOW_PRIVATE') ?? 'true',
});
