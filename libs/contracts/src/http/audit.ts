import { Type, type Static } from 'typebox';
import { Timestamp } from '../primitives.ts';

/** What somebody did, or was sent. What does not apply is left out. */
export const AuditEntry = Type.Object({
  audit_id: Type.String(),
  at: Timestamp,
  actor: Type.String({
    description:
      "A key's id; `link`: whoever had a signed link; `mail`: an e-mail, or whoever had its unsubscribe link; `webhook`; `operator`: the admin command.",
  }),
  action: Type.String({
    description:
      'An operation as this document names it (`createReport`, `revokeKey`), or `downloadFile`, `sendEmail`, `sendWebhook`, `unsubscribe`, `renewLink`, ' +
      '`createWorkspace`, `limitWorkspace`.',
  }),
  report_id: Type.Optional(Type.String()),
  resource: Type.Optional(
    Type.String({
      description: 'What else it was done to, or what came of it: a webhook, key, delivery, run.',
    }),
  ),
  recipient: Type.Optional(Type.String({ description: 'Of an e-mail.' })),
  address: Type.Optional(Type.String({ description: 'From which the request came.' })),
  user_agent: Type.Optional(Type.String()),
  request_id: Type.Optional(Type.String()),
});
export type AuditEntry = Static<typeof AuditEntry>;
