import { readExif, type ExifFacts } from './exif.ts';
import { headerBytes, readImageHeader } from './image-header.ts';
import { photoLimits, type PhotoOutcome, type PhotoRefusal, type PhotoSource } from './photo.ts';
import { shrink, type MakeSurface } from './shrink.ts';

const refused = (reason: PhotoRefusal): PhotoOutcome => ({ ok: false, reason });

/**
 * From what the camera or a file gave to what is kept: looked at before it is decoded (kind, size, time, place), turned
 * upright, made smaller, stripped of everything else. The decoded picture is given back as soon as it was drawn.
 */
export async function processPhoto(source: PhotoSource, makeSurface: MakeSurface): Promise<PhotoOutcome> {
  if (!(source instanceof Blob)) return draw(source, makeSurface, { takenAt: null, position: null });
  try {
    return await decode(source, makeSurface);
  } catch {
    return refused('failed'); // the file went away while it was read
  }
}

async function decode(source: Blob, makeSurface: MakeSurface): Promise<PhotoOutcome> {
  if (source.size > photoLimits.sourceBytes) return refused('too-large');
  const head = new Uint8Array(await source.slice(0, headerBytes).arrayBuffer());
  const header = readImageHeader(head);
  if (!header) return refused('not-an-image');
  if (header.size && header.size.width * header.size.height > photoLimits.sourcePixels) return refused('too-large');

  const facts = readExif(head);
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(source, { imageOrientation: 'from-image' });
  } catch {
    // The bytes began as an image: either a kind that this browser does not know, or a broken one.
    return refused(header.kind === 'heic' || header.kind === 'avif' ? 'unsupported' : 'not-an-image');
  }
  if (bitmap.width * bitmap.height > photoLimits.sourcePixels) {
    bitmap.close();
    return refused('too-large');
  }
  return draw(bitmap, makeSurface, facts);
}

async function draw(bitmap: ImageBitmap, makeSurface: MakeSurface, facts: ExifFacts): Promise<PhotoOutcome> {
  try {
    return { ok: true, photo: { ...(await shrink(bitmap, bitmap, makeSurface)), ...facts } };
  } catch {
    return refused('failed'); // no memory for a canvas or for its bytes
  } finally {
    bitmap.close();
  }
}
