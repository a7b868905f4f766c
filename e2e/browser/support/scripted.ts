/** A colleague who works by script: what her phone or desk would send, without a screen. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { makeId, type HouseholdId, type VisitId, type WhistleId } from '../../../core/lib/id.ts';
import { isoOf } from '../../../core/lib/time.ts';
import type { MutationType, PayloadOf } from '../../../core/protocol/payloads.ts';
import { newUuid, Staff, type DemoAccount } from './staff.ts';

export interface Photo {
  sha256: string;
  full: Uint8Array<ArrayBuffer>;
  thumb: Uint8Array<ArrayBuffer>;
}

export class Scripted {
  readonly staff: Staff;
  readonly area: string;
  #seq = 0;
  #epoch: string | null = null;
  private constructor(staff: Staff, area: string) {
    this.staff = staff;
    this.area = area;
  }

  static async signIn(url: string, account: DemoAccount): Promise<Scripted> {
    return new Scripted(await Staff.signIn(url, account), account.area);
  }

  /** @returns the receipt */
  async send<T extends MutationType>(
    type: T,
    payload: PayloadOf<T>,
    seen: { base?: number; expects?: string } = {},
  ): Promise<string> {
    this.#seq += 1;
    const mutation = { seq: this.#seq, id: newUuid(), type, v: 1, at: isoOf(Date.now()), payload, ...seen };
    const { body } = await this.staff.push([mutation], { epoch: this.#epoch });
    this.#epoch = body.epoch;
    const result = body.results?.[0];
    if (result?.outcome !== 'applied') throw new Error(`${type} was not taken: ${JSON.stringify(body)}`);
    return result.receipt;
  }

  /** Raises in her own grid. */
  raise(set: Partial<PayloadOf<'whistle.raise'>> & { text: string }): Promise<WhistleId> {
    return this.raiseIn(this.area, set);
  }

  async raiseIn(grid: string, set: Partial<PayloadOf<'whistle.raise'>> & { text: string }): Promise<WhistleId> {
    const whistle = makeId('whistle', newUuid());
    await this.send('whistle.raise', {
      whistle,
      grid,
      category: null,
      emergency: false,
      place: null,
      photos: [],
      household: null,
      occurredAt: isoOf(Date.now()),
      ...set,
    });
    return whistle;
  }

  async visit(household: HouseholdId, note: string): Promise<VisitId> {
    const visit = makeId('visit', newUuid());
    const occurredAt = isoOf(Date.now());
    await this.send('visit.record', { visit, household, outcome: 'met', note, needs: [], occurredAt });
    return visit;
  }

  /** The bytes of a photo that a whistle of hers names: the small one first, as phones do. */
  async upload({ sha256, full, thumb }: Photo): Promise<void> {
    for (const [size, bytes] of [['thumb', thumb] as const, ['full', full] as const]) {
      const metadata = Object.entries({ sha256, size, type: 'image/jpeg' }).map(
        ([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`,
      );
      const tus = { 'tus-resumable': '1.0.0' };
      const begun = await this.staff.ask('/api/media', {
        method: 'POST',
        headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata.join(',') },
      });
      const there = new URL(begun.headers.get('location') ?? '', this.staff.url);
      const sent = await this.staff.ask(there.pathname, {
        method: 'PATCH',
        headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
        body: bytes,
      });
      if (!sent.ok) throw new Error(`the ${size} photo was not taken: ${sent.status} ${await sent.text()}`);
    }
  }
}

/** A photo unlike any other of the run. */
export async function takePhoto(): Promise<Photo> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({ create: { width: 640, height: 480, channels: 3, background: '#888', noise } });
  const full = new Uint8Array(await picture.jpeg({ quality: 60 }).toBuffer());
  const thumb = new Uint8Array(await sharp(full).resize(240).jpeg({ quality: 60 }).toBuffer());
  return { sha256: createHash('sha256').update(full).digest('hex'), full, thumb };
}
