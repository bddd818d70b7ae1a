/**
 * Draws one SVG, a `Drawing` as JSON on standard input, to a PNG on standard output. A process of its own: whatever a drawing does to
 * the library that draws it, it ends with this. Exit codes: 2, it cannot be drawn; 3, nothing is to be seen.
 */
import { text } from 'node:stream/consumers';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Drawing } from './review-svg.ts';

const draw = async ({ svg, width, height }: Drawing) => {
  const image = await loadImage(Buffer.from(svg));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { png: canvas.toBuffer('image/png'), isBlank: data.every((byte) => byte === 0) };
};

const drawing = JSON.parse(await text(process.stdin)) as Drawing;
const drawn = await draw(drawing).catch((error: unknown) => {
  process.stderr.write(String(error));
});
if (!drawn) process.exitCode = 2;
else if (drawn.isBlank) process.exitCode = 3;
else process.stdout.write(drawn.png);
