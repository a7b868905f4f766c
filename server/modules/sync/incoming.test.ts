import { describe, expect, it } from 'vitest';
import { wang } from '../../../core/testing/builders.ts';
import { canonicalText } from './canonical-text.ts';
import { incomingPush } from './incoming.ts';
import { mutation, pushOf, raising } from './testing/world.ts';

describe('a push that waits', () => {
  it('counts as the bytes of UTF-8 that it holds, not as its characters', () => {
    const one = mutation(1, 'whistle.raise', raising(1, { text: '楼道灯不亮'.repeat(100) }));
    const { bytes } = incomingPush(wang.account, false, pushOf([one]));
    expect(bytes).toBe(Buffer.byteLength(canonicalText(one)));
    expect(bytes).toBeGreaterThan(canonicalText(one).length + 900);
  });
});
