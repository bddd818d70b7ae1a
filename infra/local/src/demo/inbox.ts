import { setTimeout as delay } from 'node:timers/promises';

interface ReceivedEmail {
  subject: string;
  to: { address: string }[];
}

const timeoutMs = 20_000;

/** Waits for an e-mail to this address in maildev's inbox; gives its subject, undefined when none came in 20 seconds. */
export const receivedSubject = async (mailUrl: string, address: string): Promise<string | undefined> => {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const response = await fetch(`${mailUrl}/api/email`);
    const emails = (await response.json()) as ReceivedEmail[];
    const found = emails.find(({ to }) => to.some((recipient) => recipient.address === address));
    if (found !== undefined) return found.subject;
    await delay(200);
  }
  return undefined;
};
