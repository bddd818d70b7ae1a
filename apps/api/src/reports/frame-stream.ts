import { finished, Readable } from 'node:stream';

/**
 * A stream between two buffers, as one stream. It reads no faster than it is read, passes chunks on as they are, and ends
 * with the stream inside: an error of the one destroys the other.
 */
export const frameStream = (head: Buffer, inside: Readable, tail: Buffer): Readable => {
  const whole = new Readable({
    read: () => inside.resume(),
    destroy: (error, done) => {
      inside.destroy();
      done(error);
    },
  });
  whole.push(head);
  inside.on('data', (chunk: Buffer) => {
    if (!whole.push(chunk)) inside.pause();
  });
  finished(inside, { writable: false }, (error) => {
    if (whole.destroyed) return;
    if (error) {
      whole.destroy(error);
      return;
    }
    whole.push(tail);
    whole.push(null);
  });
  return whole;
};
