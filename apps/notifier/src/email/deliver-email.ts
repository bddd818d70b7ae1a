import { type Database, isAllowedRecipient, type Transaction } from '@reports/database';
import { type Logger, ServiceError } from '@reports/service';
import { contentTypeOf, extensionOf, fileNameOf } from '@reports/resources';
import { signedUrl, unsubscribeUrl, type SigningKeys } from '@reports/signing';
import type { Storage } from '@reports/storage';
import { inLanguage, languageOf } from '@reports/wording';
import type { ClaimedDelivery, Deliver, Outcome } from '../ledger/delivery.ts';
import { findUnsubscribed } from '../ledger/record-deliveries.ts';
import { type DeliveredReport, loadReport } from '../report/load-report.ts';
import { readHeadline } from '../report/read-headline.ts';
import { countEmail, giveBackEmail, readMailRules } from './email-limit.ts';
import { isAttachable } from './attachment.ts';
import { classifyFailure, isTooLarge } from './classify-failure.ts';
import { composeFailed } from './compose-failed.ts';
import { composeReady } from './compose-ready.ts';
import { describeDecision } from './describe-decision.ts';
import type { ComposedEmail } from './letter.ts';
import type { Mail, Mailer } from './mailer.ts';

export interface EmailDependencies {
  database: Database;
  storage: Storage;
  mailer: Mailer;
  /** Base of the links in the mail. */
  publicUrl: string;
  signingKeys: SigningKeys;
  /** For a workspace that has no limit of its own. */
  maxEmailsPerDay: number;
  /** An attempt that takes longer is given up and made again. */
  maxAttemptMs?: number;
  log: Logger;
}

/** Past the ten minutes of silence that the mailer allows. */
const defaultMaxAttemptMs = 15 * 60_000;

/** Mails a report that is done, or that failed, to one address. */
export const createEmailDelivery = (dependencies: EmailDependencies): Deliver => {
  const { database, mailer, maxEmailsPerDay, maxAttemptMs = defaultMaxAttemptMs } = dependencies;

  const send = async (mail: Mail, signal: AbortSignal): Promise<Outcome> => {
    const note = await mailer.send(mail, AbortSignal.any([signal, AbortSignal.timeout(maxAttemptMs)]));
    return { kind: 'sent', note };
  };

  const attempt = async (
    delivery: ClaimedDelivery,
    delivered: DeliveredReport,
    signal: AbortSignal,
  ): Promise<Outcome> => {
    const speak = languageOf(delivered.branding);
    const mail = await inLanguage(speak, () =>
      prepare(dependencies, delivery, delivered, {
        attach: delivered.mailRules?.attach !== false,
      }),
    );
    try {
      return await send(mail, signal);
    } catch (error) {
      if (!mail.attachment || !isTooLarge(error)) return classifyFailure(error);
    }
    // The server takes smaller mails than we make: it has refused this one, so the letter alone is no repeat.
    try {
      const letter = await inLanguage(speak, () =>
        prepare(dependencies, delivery, delivered, { attach: false }),
      );
      return await send(letter, signal);
    } catch (error) {
      return classifyFailure(error);
    }
  };

  return async (delivery, signal) => {
    const { workspaceId } = delivery;
    const found = await database.withWorkspace(workspaceId, (transaction) =>
      findWanted(transaction, delivery, maxEmailsPerDay),
    );
    if ('unwanted' in found) return { kind: 'unwanted', reason: found.unwanted };
    if ('waits' in found) return found.waits;
    let isSent = false;
    try {
      const outcome = await attempt(delivery, found.delivered, signal);
      isSent = outcome.kind === 'sent';
      return outcome;
    } finally {
      // Only what the server has taken counts.
      if (!isSent) await database.withWorkspace(workspaceId, giveBackEmail).catch(() => undefined);
    }
  };
};

/** The report; or why the address gets no e-mail about it, or not yet. Whoever gets the report has been counted for an e-mail. */
const findWanted = async (
  transaction: Transaction,
  { workspaceId, reportId, recipient }: ClaimedDelivery,
  maxEmailsPerDay: number,
): Promise<{ delivered: DeliveredReport } | { unwanted: string } | { waits: Outcome }> => {
  const delivered = reportId === null ? undefined : await loadReport(transaction, reportId);
  if (!delivered) return { unwanted: 'The report was deleted.' };
  const subscriptionId = delivered.report.sourceReportId ?? delivered.report.id;
  const gone = await findUnsubscribed(transaction, subscriptionId, [recipient]);
  if (gone.size > 0) return { unwanted: 'The address unsubscribed from this report.' };
  const rules = await readMailRules(transaction, workspaceId, maxEmailsPerDay);
  if (!isAllowedRecipient(recipient, rules.allowedDomains)) {
    return { unwanted: 'The workspace does not allow mail to the domain of this address.' };
  }
  const waits = await countEmail(transaction, workspaceId, rules.emailsPerDay);
  return waits ? { waits } : { delivered };
};

const prepare = async (
  dependencies: EmailDependencies,
  { id, event, recipient, messageId }: ClaimedDelivery,
  delivered: DeliveredReport,
  options: { attach: boolean },
): Promise<Mail> => {
  const { publicUrl, signingKeys } = dependencies;
  const { report } = delivered;
  // One-time reports have nothing to unsubscribe from.
  const unsubscribe =
    report.sourceReportId === null
      ? null
      : unsubscribeUrl({
          publicUrl,
          signingKeys,
          subscription: {
            workspaceId: report.workspaceId,
            reportId: report.sourceReportId,
            address: recipient.toLowerCase(),
          },
        });
  const { attachment, ...letter } =
    event === 'report.failed'
      ? { ...composeFailed(delivered, unsubscribe), attachment: undefined }
      : await prepareReady(dependencies, delivered, { deliveryId: id, unsubscribe, ...options });
  return {
    ...letter,
    to: recipient,
    messageId,
    headers: {
      'X-Report-Id': report.id,
      ...(unsubscribe && {
        'List-Unsubscribe': `<${unsubscribe}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    ...(attachment && { attachment }),
  };
};

const prepareReady = async (
  { storage, publicUrl, signingKeys, log }: EmailDependencies,
  delivered: DeliveredReport,
  { deliveryId, unsubscribe, attach }: { deliveryId: string; unsubscribe: string | null; attach: boolean },
): Promise<ComposedEmail & { attachment: Mail['attachment'] }> => {
  const { report } = delivered;
  if (report.fileKey === null || report.fileBytes === null) {
    throw new ServiceError({
      code: 'file_missing',
      message: `Report ${report.id} is ${report.status} and has no file to send.`,
      fate: 'client',
    });
  }
  const name = fileNameOf(report);
  const attached = attach && isAttachable(report.fileBytes);
  const [content, headline] = await Promise.all([
    attached ? storage.getBuffer(report.fileKey, { bytes: report.fileBytes }) : undefined,
    readHeadline(storage, delivered, log),
  ]);
  const signed = signedUrl({
    publicUrl,
    signingKeys,
    reportId: report.id,
    format: extensionOf(report),
    revokedAt: report.linksRevokedAt,
  });
  const composed = composeReady(delivered, {
    headline,
    // The delivery is where a fresh link goes once this one has expired.
    link: { url: `${signed.url}&delivery=${deliveryId}`, expiresAt: signed.expiresAt },
    file: {
      name,
      bytes: report.fileBytes,
      attached,
      isWanted: delivered.mailRules?.attach !== false,
    },
    decision: describeDecision(delivered),
    unsubscribeUrl: unsubscribe,
  });
  return {
    ...composed,
    attachment: content && { fileName: name, contentType: contentTypeOf(report), content },
  };
};
