import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Moments of the dialogue: before the greeting, at each command, and after the last byte of a message. */
export const stages = ['connect', 'ehlo', 'mail', 'rcpt', 'data', 'message'] as const;
export type Stage = (typeof stages)[number];

/** What the server does at a stage. `go` is what a healthy server does. */
export type Conduct = 'go' | 'refuse for now' | 'refuse for good' | 'refuse the size' | 'hang' | 'drop';

export interface Moment {
  stage: Stage;
  /** Known from `rcpt` on. */
  recipient: string;
  /** At `message`: what came. */
  bytes: number;
}

export interface AcceptedMail {
  recipient: string;
  messageId: string;
  source: string;
  /** The clock of `performance.now()`, taken before the 250 is written. */
  atMs: number;
}

export interface ScriptedSmtpServer {
  url: string;
  port: number;
  /** Mails that the server has answered with 250, in order. */
  accepted: AcceptedMail[];
  /** How often each conduct was shown. */
  shown: Map<string, number>;
  close: () => Promise<void>;
}

const healthyAnswer: Record<Stage, string> = {
  connect: '220 test ESMTP',
  ehlo: '250 test',
  mail: '250 2.1.0 ok',
  rcpt: '250 2.1.5 ok',
  data: '354 go on',
  message: '250 2.0.0 accepted',
};

const stageOf = (line: string): Stage | undefined => {
  const verb = line.slice(0, 4).toUpperCase();
  return ({ EHLO: 'ehlo', HELO: 'ehlo', MAIL: 'mail', RCPT: 'rcpt', DATA: 'data' } as const)[verb];
};

/** A real SMTP server over TCP that behaves at each stage as it is told, and remembers what it took. */
export const startScriptedSmtpServer = async (
  conductAt: (moment: Moment) => Conduct = () => 'go',
  { port = 0 }: { port?: number } = {},
): Promise<ScriptedSmtpServer> => {
  const accepted: AcceptedMail[] = [];
  const shown = new Map<string, number>();
  const sockets = new Set<Socket>();

  const serve = (socket: Socket) => {
    let recipient = '';
    let buffer = '';
    let inMessage = false;
    sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));

    /** False: the dialogue does not go on from here. */
    const answer = (stage: Stage): boolean => {
      const conduct = conductAt({ stage, recipient, bytes: buffer.length });
      if (conduct !== 'go') {
        const name = `${conduct} at ${stage}`;
        shown.set(name, (shown.get(name) ?? 0) + 1);
      }
      switch (conduct) {
        case 'go':
          if (stage === 'message') remember(buffer);
          socket.write(`${healthyAnswer[stage]}\r\n`);
          return true;
        case 'refuse for now':
          socket.write('451 4.3.0 try again later\r\n');
          return stage !== 'connect' && stage !== 'data';
        case 'refuse for good':
          socket.write('550 5.1.1 no such user here\r\n');
          return stage !== 'connect' && stage !== 'data';
        case 'refuse the size':
          socket.write('552 5.3.4 message too big\r\n');
          return stage !== 'connect' && stage !== 'data';
        case 'hang':
          return false;
        default:
          socket.destroy();
          return false;
      }
    };

    const remember = (message: string) => {
      const [source = ''] = message.split('\r\n.\r\n');
      const [, messageId = ''] = /^message-id: *(\S+)/im.exec(source) ?? [];
      accepted.push({ recipient, messageId, source, atMs: performance.now() });
    };

    let silent = !answer('connect');
    socket.on('data', (chunk: string) => {
      if (silent) return;
      buffer += chunk;
      for (;;) {
        if (inMessage) {
          const end = buffer.indexOf('\r\n.\r\n');
          if (end === -1) return;
          inMessage = false;
          silent = !answer('message');
          buffer = buffer.slice(end + 5);
        } else {
          const end = buffer.indexOf('\r\n');
          if (end === -1) return;
          const line = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          if (/^QUIT/i.test(line)) {
            socket.end('221 bye\r\n');
            return;
          }
          const stage = stageOf(line);
          if (stage === 'rcpt') recipient = /<([^>]*)>/.exec(line)?.[1] ?? '';
          if (stage === undefined) socket.write('250 ok\r\n');
          else {
            const goesOn = answer(stage);
            silent = !goesOn && stage !== 'data';
            inMessage = stage === 'data' && goesOn;
          }
        }
        if (silent) return;
      }
    });
  };

  const server = createServer(serve);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${listening}`,
    port: listening,
    accepted,
    shown,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
