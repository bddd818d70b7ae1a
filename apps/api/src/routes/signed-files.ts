import { contentTypes } from '@reports/contracts';
import { type Database, findSignedReport, type ReportDetails } from '@reports/database';
import {
  type FileExtension,
  isRevoked,
  type SigningKeys,
  type Verdict,
  verifySignature,
} from '@reports/signing';
import type { Storage } from '@reports/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { senderOf } from '../audit/note-change.ts';
import type { NoteDownload } from '../audit/note-downloads.ts';
import type { App } from '../app-instance.ts';
import { renewLink } from '../deliveries/renew-link.ts';
import { matchesEtag } from '../files/matches-etag.ts';
import { openMarked } from '../files/open-marked.ts';
import { readRange } from '../files/read-range.ts';
import { attachmentNamed, fileOf, readPart, type SentFile } from '../files/sent-file.ts';
import {
  renewLinkOperation,
  signedFileOperation,
  SignedFileParams,
  SignedFileQuery,
} from '../openapi/signed-file.ts';
import { brandedPage } from '../pages/branded.ts';
import { ignoreForms, maxFormBytes, sendPage, wantsPage } from '../pages/layout.ts';
import { noFilePage, notRenewedPage, renewedPage } from '../pages/signed-file.ts';
import { sendProblem } from '../plugins/problem-details.ts';
import { problemKinds } from '../problems/catalogue.ts';
import { ProblemError } from '../problems/problem-error.ts';
import { translateError } from '../problems/translate-error.ts';
import { isFileKept } from '../reports/open-file.ts';

interface Dependencies {
  database: Database;
  storage: Storage;
  config: { signingKeys: SigningKeys };
  noteDownload: NoteDownload;
}

const filePattern = /^(rpt_[0-9A-Za-z]{1,40})\.([a-z]{1,8})$/;

/** `GET /signed/{report_id}.{csv|pdf|xlsx|json}`: a report's file for whoever has its signed link. No key. */
export const registerSignedFiles = (
  app: App,
  { database, storage, config, noteDownload }: Dependencies,
): void => {
  /** Whose link it is; undefined where it is not one of ours as we gave it. */
  const workspaceOfLink = async ({ params, query }: FastifyRequest): Promise<string | undefined> => {
    try {
      const { reportId, format } = readFileName((params as { file: string }).file);
      const values = query as Record<string, unknown>;
      const { signingKeys } = config;
      const verdict = judgeSignature(values, { reportId, format, part: readPart(values), signingKeys });
      return verdict === 'altered' ? undefined : (await findSignedReport(database, reportId))?.workspaceId;
    } catch {
      return undefined;
    }
  };

  app.route({
    method: ['GET', 'HEAD'],
    url: '/signed/:file',
    // For the document: what does not fit them is no file, or has an altered link.
    schema: { params: SignedFileParams, querystring: SignedFileQuery },
    validatorCompiler: () => () => true,
    config: { operation: signedFileOperation },
    errorHandler: (error, request, reply) => {
      if (!wantsPage(request)) {
        void sendProblem(error, request, reply);
        return;
      }
      const { code } = translateError(error);
      const { status } = problemKinds[code];
      const mayRenew = readDeliveryId(request.query) !== undefined;
      const answer = async (): Promise<void> => {
        const page = await brandedPage(database, await workspaceOfLink(request), (branding) =>
          noFilePage(code, mayRenew, branding),
        );
        void sendPage(reply, status, page);
      };
      void answer();
    },
    handler: async (request, reply) => {
      const { reportId, format } = readFileName(request.params.file);
      const part = readPart(request.query);
      checkSignature(request.query, { reportId, format, part, signingKeys: config.signingKeys });
      const report = await findSignedReport(database, reportId);
      const sent = report && fileOf(report, format, part);
      if (!sent || report.status !== 'completed') {
        throw new ProblemError({
          code: 'report_not_found',
          message: `There is no file of report ${reportId}.`,
        });
      }
      if (isRevoked(request.query.expires, report.linksRevokedAt)) throw linkRevoked();
      if (!isFileKept(report)) {
        throw new ProblemError({
          code: 'file_expired',
          message: `The file of report ${reportId} is no longer kept. Post the report again.`,
        });
      }
      const note = () =>
        noteDownload({
          workspaceId: report.workspaceId,
          actor: 'link',
          action: 'downloadFile',
          reportId,
          ...senderOf(request),
        });
      return sendFile(request, reply, { storage, report, sent, mark: markOf(request.query, format), note });
    },
  });

  void app.register(async (scope: App) => {
    ignoreForms(scope);
    scope.post<{ Params: { file: string }; Querystring: Record<string, unknown> }>(
      '/signed/:file',
      {
        bodyLimit: maxFormBytes,
        schema: { params: SignedFileParams, querystring: SignedFileQuery },
        validatorCompiler: () => () => true,
        config: { operation: renewLinkOperation },
      },
      async (request, reply) => {
        const { reportId, format } = readFileName(request.params.file);
        const verdict = judgeSignature(request.query, { reportId, format, signingKeys: config.signingKeys });
        const deliveryId = readDeliveryId(request.query);
        const report =
          verdict === 'altered' || deliveryId === undefined
            ? undefined
            : await findSignedReport(database, reportId);
        if (!report || !deliveryId) return sendPage(reply, 403, noFilePage('link_altered', false));
        if (isRevoked(String(request.query['expires']), report.linksRevokedAt)) {
          const page = await brandedPage(database, report.workspaceId, (branding) =>
            noFilePage('link_revoked', false, branding),
          );
          return sendPage(reply, 403, page);
        }
        const { workspaceId } = report;
        const sender = senderOf(request);
        const isSent = await renewLink(database, { workspaceId, reportId, deliveryId, sender });
        const page = await brandedPage(database, workspaceId, isSent ? renewedPage : notRenewedPage);
        return sendPage(reply, isSent ? 202 : 429, page);
      },
    );
  });
};

/** The delivery whose mail the link came with; links that the API gives name none. */
const readDeliveryId = (query: unknown): string | undefined => {
  const { delivery } = query as Record<string, unknown>;
  return typeof delivery === 'string' && /^dlv_[0-9A-Za-z]{1,40}$/.test(delivery) ? delivery : undefined;
};

const readFileName = (name: string) => {
  const [, reportId, format = ''] = filePattern.exec(name) ?? [];
  if (reportId && (format === 'zip' || Object.hasOwn(contentTypes, format))) {
    return { reportId, format: format as FileExtension };
  }
  throw new ProblemError({ code: 'not_found', message: `There is no file ${name}.` });
};

interface Download {
  reportId: string;
  format: FileExtension;
  part?: number | undefined;
  signingKeys: SigningKeys;
}

const judgeSignature = ({ token, expires }: Record<string, unknown>, download: Download): Verdict =>
  typeof token === 'string' && typeof expires === 'string'
    ? verifySignature({ ...download, token, expires })
    : 'altered';

const checkSignature = (query: Record<string, unknown>, download: Download): void => {
  const verdict = judgeSignature(query, download);
  if (verdict === 'valid') return;
  throw new ProblemError(
    verdict === 'expired'
      ? { code: 'link_expired', message: 'The link has expired. GET /v1/reports/{id} gives a fresh one.' }
      : { code: 'link_altered', message: 'The link is not valid: it was altered or cut short.' },
  );
};

/** U+FEFF in UTF-8: without it Excel takes a CSV for one in the code page of the machine. */
const byteOrderMark = Buffer.from('\ufeff');

/** What is to stand before the file: `bom=1` asks for the mark, which a CSV alone can have. */
const markOf = ({ bom }: Record<string, unknown>, format: FileExtension): Buffer =>
  format === 'csv' && bom === '1' ? byteOrderMark : Buffer.alloc(0);

const linkRevoked = (): ProblemError =>
  new ProblemError({
    code: 'link_revoked',
    message: 'The link was revoked. GET /v1/reports/{id} gives a fresh one.',
  });

const sendFile = async (
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
  {
    storage,
    report,
    sent,
    mark,
    note,
  }: { storage: Storage; report: ReportDetails; sent: SentFile; mark: Buffer; note: () => void },
): Promise<FastifyReply> => {
  const bytes = mark.length + sent.bytes;
  const etag = `"${sent.sha256}${mark.length > 0 ? '-bom' : ''}"`;
  const validators = {
    etag,
    'cache-control': 'private, max-age=3600',
    'last-modified': (report.completedAt ?? report.createdAt).toUTCString(),
  };
  if (matchesEtag(headers['if-none-match'], etag)) return reply.code(304).headers(validators).send();

  const range = readRange({ range: headers.range, ifRange: headers['if-range'], etag, bytes });
  if (range === 'unsatisfiable') {
    throw new ProblemError({
      code: 'range_not_satisfiable',
      message: `The file has ${bytes} bytes.`,
      headers: { 'content-range': `bytes */${bytes}` },
    });
  }
  const part = range && { offset: range.first, length: range.last - range.first + 1 };
  // Opened before any header is set: a file that is gone is a problem, with a problem's headers.
  const body = method === 'HEAD' ? undefined : await openMarked(storage, { report, sent }, mark, part);
  if (body) note();
  if (range) reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${bytes}`);
  return reply
    .headers({
      ...validators,
      'accept-ranges': 'bytes',
      'content-type': sent.contentType,
      'content-length': part?.length ?? bytes,
      'content-disposition': attachmentNamed(sent.name),
      'content-security-policy': "sandbox; default-src 'none'",
    })
    .send(body);
};
