// Draws the PNG icons of the manifest from public/icon.svg. Run after changing the drawing: node scripts/make-icons.mjs
import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';

const folder = new URL('../public/', import.meta.url);
const drawing = await readFile(new URL('icon.svg', folder), 'utf8');
// A maskable icon may lose its outer tenth to a circle or a squircle: full bleed, and the drawing inside the safe zone.
const maskable = drawing
  .replace('rx="112"', '')
  .replace('id="whistle"', 'transform="translate(256 256) scale(0.78) translate(-256 -256)"');

for (const size of [192, 512]) {
  await writeFile(new URL(`icon-${size}.png`, folder), await png(drawing, size));
  await writeFile(new URL(`icon-maskable-${size}.png`, folder), await png(maskable, size));
}

function png(svg, size) {
  return sharp(Buffer.from(svg), { density: 300 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
}
