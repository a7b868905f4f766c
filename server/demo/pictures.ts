import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { makePhotoFiles, type PhotoFiles } from '../modules/media/photo-files.ts';
import { sheet } from './drawing.ts';
import { prng } from './prng.ts';
import { drawScene, sceneNames, type PhotoOf, type SceneName } from './scenes.ts';

const variants = 2;
const thumbWidth = 320;

/** Each scene's variants by the seed, as SVG. */
export function drawPictures(seed: number): { scene: SceneName; svg: string }[] {
  return sceneNames.flatMap((scene) =>
    Array.from({ length: variants }, (_, i) => ({ scene, svg: drawScene(scene, prng(seed, `picture ${scene} ${i}`)) })),
  );
}

/** Which hashes a whistle about a scene names: mostly one, at times both. */
export function photosFrom(pictures: readonly { scene: SceneName; sha256: string }[]): PhotoOf {
  const hashes = Map.groupBy(pictures, (picture) => picture.scene);
  return Object.assign(
    (scene: SceneName, random: Parameters<PhotoOf>[1]): string[] => {
      const own = random.shuffled((hashes.get(scene) ?? []).map((picture) => picture.sha256));
      return own.slice(0, random.chance(0.2) ? 2 : 1);
    },
    { size: sheet },
  );
}

/** Makes every picture and keeps it where received photos are kept. */
export async function makePictures(seed: number, dataDir: string): Promise<PhotoOf> {
  const files = makePhotoFiles(dataDir);
  const kept = drawPictures(seed).map(async ({ scene, svg }) => ({ scene, sha256: await keep(svg, files) }));
  return photosFrom(await Promise.all(kept));
}

async function keep(svg: string, files: PhotoFiles): Promise<string> {
  const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const drawn = () => sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
  const [full, thumb] = await Promise.all([
    drawn().jpeg({ quality: 78 }).toBuffer(),
    drawn().resize(thumbWidth).jpeg({ quality: 70 }).toBuffer(),
  ]);
  const sha256 = createHash('sha256').update(full).digest('hex');
  await files.keepPhoto(sha256, { full, thumb });
  return sha256;
}
