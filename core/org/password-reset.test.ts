import { describe, expect, it } from 'vitest';
import { mayResetPassword } from './password-reset.ts';
import type { Grant, Role } from './role.ts';

const now = '2026-11-22T00:00:00.000Z';
const grant = (role: Role, area: string, from: Grant['from'] = '2026-01-01T00:00:00.000Z', to: Grant['to'] = null) => ({
  role,
  area,
  from,
  to,
});
const clerk = [grant('community', '990106001001')];
const admin = [grant('admin', '990106')];

describe('giving a one-time password', () => {
  it('is for the community of all the grids of a worker', () => {
    expect(mayResetPassword(clerk, [grant('worker', '990106001001001')], now)).toBe(true);
    expect(mayResetPassword(clerk, [grant('worker', '990106001002001')], now)).toBe(false);
  });

  it('is not for a community where the worker holds another post too, now or later', () => {
    for (const more of [
      grant('community', '990106001001'),
      grant('worker', '990106001002001'),
      grant('admin', '990106', '2026-12-01T00:00:00.000Z'),
    ])
      expect(mayResetPassword(clerk, [grant('worker', '990106001001001'), more], now)).toBe(false);
  });

  it('does not count what has ended, or ended before it began', () => {
    const own = grant('worker', '990106001001001');
    const ended = grant('street', '990106001', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z');
    const never = grant('admin', '990106', '2026-12-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z');
    expect(mayResetPassword(clerk, [own, ended, never], now)).toBe(true);
  });

  it('is for the admin all over the district, and not above it', () => {
    for (const [role, area] of [
      ['worker', '990106001001001'],
      ['community', '990106001001'],
      ['unit', 'un_x'],
      ['leader', '990106'],
    ] as const)
      expect(mayResetPassword(admin, [grant(role, area)], now)).toBe(true);
    expect(mayResetPassword(admin, [], now)).toBe(true);
    expect(mayResetPassword(admin, [grant('city', '990100')], now)).toBe(false);
    expect(mayResetPassword(admin, [grant('worker', '990107001001001')], now)).toBe(false);
  });

  it('is for nobody else, nor for a post that has ended', () => {
    for (const [role, area] of [
      ['worker', '990106001001001'],
      ['street', '990106001'],
      ['district', '990106'],
      ['city', '990100'],
      ['unit', 'un_x'],
      ['leader', '990106'],
    ] as const)
      expect(mayResetPassword([grant(role, area)], [grant('worker', '990106001001001')], now)).toBe(false);
    const past = [grant('admin', '990106', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z')];
    expect(mayResetPassword(past, [grant('worker', '990106001001001')], now)).toBe(false);
  });
});
