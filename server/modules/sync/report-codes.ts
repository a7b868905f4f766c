import { createHmac, randomBytes } from 'node:crypto';
import { codeMessage, codeOfMac, type ReportCodes } from '../../../core/whistle/report-code.ts';

/** The code of a secret at a step (RFC 6238 with HMAC-SHA-1). @param secret hex */
export const reportCodeAt = (secret: string, step: number): string =>
  codeOfMac(createHmac('sha1', Buffer.from(secret, 'hex')).update(codeMessage(step)).digest());

export const serverReportCodes: ReportCodes = {
  fresh: () => randomBytes(20).toString('hex'),
  at: reportCodeAt,
};
