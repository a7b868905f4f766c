import { writeFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { prng } from '../../../server/demo/prng.ts';
import { drawScene, type SceneName } from '../../../server/demo/scenes.ts';

/** What the phone's camera sees: one of the town's drawn scenes, upright, as a film that Chromium can play. */
export async function filmOf(scene: SceneName, file: string): Promise<string> {
  const picture = sharp(Buffer.from(drawScene(scene, prng(7, `film ${scene}`))));
  return film(picture.resize(960, 1280, { fit: 'cover' }).removeAlpha(), file);
}

/** What no camera sees, but what makes large photos: noise. */
export function filmOfNoise(file: string): Promise<string> {
  const noise = { type: 'gaussian', mean: 128, sigma: 80 } as const;
  return film(sharp({ create: { width: 1200, height: 1600, channels: 3, background: '#888', noise } }), file);
}

/** @returns the argument of Chromium */
async function film(picture: Sharp, file: string): Promise<string> {
  const frame = await picture.jpeg({ quality: 88 }).toBuffer();
  // A film of this kind is pictures one after the other.
  writeFileSync(file, Buffer.concat([frame, frame]));
  return `--use-file-for-fake-video-capture=${file}`;
}
