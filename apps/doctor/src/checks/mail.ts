import { createTransport } from 'nodemailer';
import { fine, type Finding, lookAt, withinPatience } from '../finding.ts';

/** Connects, greets and signs in, and sends nothing. */
export const checkMail = (url: string): Promise<Finding[]> =>
  lookAt(
    'mail',
    'SMTP_URL',
    'Check SMTP_URL, its user and password, and that the server takes connections from here.',
    async () => {
      const transport = createTransport(url);
      try {
        await withinPatience(transport.verify());
      } finally {
        transport.close();
      }
      return fine('the server greets us and takes our credentials');
    },
  );
