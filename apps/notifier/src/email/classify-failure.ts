import { messageOf } from '@reports/service';
import type { Outcome } from '../ledger/delivery.ts';

/** The commands that speak of this message. A refusal of any other one speaks of the connection, the login or the server. */
const aboutTheMessage = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);
/** 530 wants a login or TLS first, 535 refuses the login: settings, which a person fixes without touching the delivery. */
const aboutTheLogin = new Set([530, 534, 535, 538]);

interface SmtpFailure {
  responseCode?: number;
  response?: string;
  command?: string;
  code?: string;
}

const partsOf = (error: unknown): SmtpFailure => (error instanceof Error ? (error as SmtpFailure) : {});

/** Whether the server takes mails of this size at all: it says so when asked (SIZE), by 552, or by 5.3.4. */
export const isTooLarge = (error: unknown): boolean => {
  const { responseCode, response = '', command, code } = partsOf(error);
  if (code === 'EMESSAGE' && command === 'MAIL FROM' && responseCode === undefined) return true;
  return responseCode === 552 || /^5\d\d[ -]5\.3\.4\b/.test(response);
};

/**
 * What a failed hand-over means. 5xx to MAIL FROM, RCPT TO or the message is for good; 4xx, and all that went wrong with the
 * connection, may pass.
 */
export const classifyFailure = (error: unknown): Outcome => {
  const { responseCode, response, command, code } = partsOf(error);
  const reason = response
    ? `The mail server answered: ${response.replaceAll(/\s+/g, ' ').trim()}`
    : `The mail server could not be reached: ${messageOf(error)}`;
  // An address that cannot stand in an envelope is never sent, and will not do better later.
  if (code === 'EENVELOPE' && command === 'API') return { kind: 'refused', reason: messageOf(error) };
  if (isTooLarge(error)) return { kind: 'refused', reason: 'The mail server takes no mails of this size.' };
  const final =
    responseCode !== undefined &&
    responseCode >= 500 &&
    responseCode < 600 &&
    !aboutTheLogin.has(responseCode) &&
    aboutTheMessage.has(command ?? '');
  return { kind: final ? 'refused' : 'failed', reason };
};
