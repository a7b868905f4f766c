import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

/** The custom properties of the rule that opens with that selector. */
function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf('\n}', start));
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]));
}

const plain = tokensOf(':root');
const elder = new Map([...plain, ...tokensOf(':root[data-elder]')]);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of WCAG 2. */
function contrast(tokens: Map<string, string>, front: string, ground: string): number {
  const [light = 0, dark = 0] = [front, ground]
    .map((name) => luminance(tokens.get(`color-${name}`) ?? ''))
    .toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** In pixels on a screen that is 360 wide: `17px`, `1.0625rem`, `min(1.375rem, 9.5vw)`. */
const px = (tokens: Map<string, string>, name: string, rem = 16): number =>
  Math.min(
    ...(tokens.get(name) ?? '')
      .replace(/^min\((.*)\)$/, '$1')
      .split(',')
      .map((value) => Number.parseFloat(value) * (value.includes('rem') ? rem : value.includes('vw') ? 3.6 : 1)),
  );

describe.each([
  ['plain', plain],
  ['elder', elder],
])('tokens, %s', (_name, tokens) => {
  it.each([
    ...['paper', 'card', 'sunk', 'brand-tint'].flatMap((ground) => [
      ['ink', ground],
      ['ink-soft', ground],
    ]),
    ['on-brand', 'brand'],
    ['on-brand', 'brand-deep'],
    ['brand', 'paper'],
    ['brand', 'card'],
    ...['blue', 'green', 'vermilion'].flatMap((meaning) => [
      [`${meaning}-deep`, 'paper'],
      [`${meaning}-deep`, 'card'],
    ]),
  ])('reads %s on %s at 7:1', (front = '', ground = '') => {
    expect(contrast(tokens, front, ground)).toBeGreaterThanOrEqual(7);
  });

  it.each([
    ...['blue', 'green', 'vermilion', 'grey'].map((front) => [front, 'paper']),
    ...['blue', 'green', 'vermilion'].map((meaning) => [`${meaning}-deep`, `${meaning}-tint`]),
  ])('reads %s on %s at 4.5:1', (front = '', ground = '') => {
    expect(contrast(tokens, front, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['paper', 'card', 'sunk'])('outlines controls on %s at 3:1', (ground) => {
    expect(contrast(tokens, 'edge', ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens, 'focus', ground)).toBeGreaterThanOrEqual(3);
  });
});

describe('sizes', () => {
  it('has a body of 17 px, nothing under 14', () => {
    expect(px(plain, 'text-body')).toBe(17);
    expect(px(plain, 'text-small')).toBe(14);
  });

  it('grows for elders: body 22, titles 26 to 30, targets 60', () => {
    expect(px(elder, 'text-body')).toBe(22);
    expect(px(elder, 'text-title')).toBe(26);
    expect(px(elder, 'text-display')).toBe(30);
    expect(px(elder, 'target')).toBe(60);
  });

  it('doubles with the phone’s own letters, for elders up to twice the plain size', () => {
    expect(px(plain, 'text-body', 32)).toBe(34);
    expect(px(elder, 'text-body', 32)).toBeGreaterThanOrEqual(34);
    expect(px(elder, 'text-small', 32)).toBeGreaterThanOrEqual(28);
  });

  it('has targets of 48 px, 60 for the primary action', () => {
    expect(px(plain, 'target')).toBe(48);
    expect(px(plain, 'target-primary')).toBe(60);
  });
});
