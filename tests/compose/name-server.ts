import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * A name server at 127.0.0.1:53 that knows no name, for where there is no other: Podman's, which knows the containers' addresses, hands on
 * whatever else it is asked, and who asked waits. Temporal's command line does so for its server's TXT record. Gives what stops it.
 */
export const startNameServer = async (): Promise<() => void> => {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const answer = Buffer.from(question);
    // An answer, with recursion; no such name; and nothing but the question: RFC 1035, 4.1.1.
    answer.writeUInt16BE(0x81_83, 2);
    answer.writeUInt32BE(0, 6);
    answer.writeUInt16BE(0, 10);
    const end = answer.indexOf(0, 12) + 5;
    socket.send(answer.subarray(0, end), from.port, from.address);
  });
  socket.bind(53, '127.0.0.1');
  await once(socket, 'listening');
  return () => {
    socket.close();
  };
};
