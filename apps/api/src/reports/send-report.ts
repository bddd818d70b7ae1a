import type { DownloadLink } from '@reports/contracts';
import type { SigningKeys } from '@reports/signing';
import type { NoteDownload } from '../audit/note-downloads.ts';
import { senderOf } from '../audit/note-change.ts';
import { hash } from 'node:crypto';
import type { ReportDetails } from '@reports/database';
import { reportResource } from '@reports/resources';
import type { Storage } from '@reports/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { matchesEtag } from '../files/matches-etag.ts';
import { createLinkReport, linkParts } from './link-report.ts';
import { isFileKept } from './open-file.ts';
import { streamReport } from './stream-report.ts';

/** Answers a report as it is: with a fresh signed link, or with its data streamed from storage. Throws `file_missing`, `storage_unavailable`. */
export type SendReport = (
  request: FastifyRequest,
  reply: FastifyReply,
  report: ReportDetails,
) => Promise<FastifyReply>;

export const createSendReport = ({
  storage,
  config,
  noteDownload,
}: {
  storage: Storage;
  noteDownload: NoteDownload;
  config: { publicUrl: string; signingKeys: SigningKeys };
}): SendReport => {
  const linkReport = createLinkReport({ publicUrl: config.publicUrl, signingKeys: config.signingKeys });
  return async (request, reply, report) => {
    if (report.status === 'generating') {
      return reply.header('cache-control', 'no-store').send(reportResource(report));
    }
    const kept = isFileKept(report);
    const etag = etagOf(report, kept);
    reply.headers({ 'cache-control': 'private, no-cache', etag });
    if (matchesEtag(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (!kept) return reply.send(reportResource(report));
    const link = linkReport(report);
    if (report.format !== 'json' || report.splitBy !== null) {
      const parts = report.splitBy === null ? {} : { parts: linkParts(report, config) };
      // The link is a secret beside filters that somebody chose.
      return reply
        .header('cache-control', 'private, no-cache, no-transform')
        .send({ ...reportResource(report, link), ...parts });
    }
    const note = () =>
      noteDownload({
        workspaceId: report.workspaceId,
        actor: request.caller.keyId,
        action: 'getReport',
        reportId: report.id,
        ...senderOf(request),
      });
    // Compressed all the same: its link is another one each second, too seldom for its length to tell.
    return sendWithData(request, reply, { storage, report, link, note });
  };
};

const halfADayMs = 12 * 3_600_000;

/**
 * Names what an answer says of a finished report. Weak: links differ from answer to answer. Whoever is told that nothing has
 * changed goes on with the link that they have, so it ends while that has half of its 24 hours left.
 */
const etagOf = (report: ReportDetails, kept: boolean): string => {
  const linked = kept ? Math.floor(Date.now() / halfADayMs) : 0;
  const said = JSON.stringify([reportResource(report), kept, linked, report.linksRevokedAt]);
  return `W/"${hash('sha256', said, 'base64url')}"`;
};

const sendWithData = async (
  request: FastifyRequest,
  reply: FastifyReply,
  {
    storage,
    report,
    link,
    note,
  }: { storage: Storage; report: ReportDetails; link: DownloadLink; note: () => void },
): Promise<FastifyReply> => {
  const { bytes, open } = streamReport(storage, report, link);
  const body = request.method === 'HEAD' ? undefined : await open();
  if (body) note();
  return reply.type('application/json; charset=utf-8').header('content-length', bytes).send(body);
};
