import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../core/org/role.ts';
import { deskPost, goWaysOf, isPartOf } from './sections.ts';

const now = '2026-11-22T00:00:00.000Z';
const grant = (role: Grant['role'], area: string, to: Grant['to'] = null): Grant => ({
  role,
  area,
  from: '2026-01-01T00:00:00.000Z',
  to,
});
const account = (...grants: Grant[]) => ({ id: 'ac_x' as const, username: 'x', name: '林', grants });

describe('the post at the desk', () => {
  it('of a community has whistles, households, visits, staff and the outbox', () => {
    expect(deskPost(account(grant('community', '990106001001')), now)).toEqual({
      role: 'community',
      area: '990106001001',
      sections: ['whistles', 'households', 'visits', 'staff', 'outbox'],
    });
  });

  it('of a leader reads lists', () => {
    expect(deskPost(account(grant('leader', '990106')), now).sections).toEqual(['list']);
  });

  it('of whoever decides beyond the community begins with what waits', () => {
    for (const role of ['street', 'district', 'city', 'unit'] as const)
      expect(deskPost(account(grant(role, '990106')), now).sections[0]).toBe('work');
  });

  it('prints for a community alone', () => {
    for (const role of ['community', 'street', 'admin', 'leader'] as const) {
      const post = deskPost(account(grant(role, '990106')), now);
      expect([role, isPartOf(post, 'print')]).toEqual([role, role === 'community']);
      expect(isPartOf(post, 'staff')).toBe(role === 'community' || role === 'admin');
    }
  });

  it('lets everybody see what she is told and where she is signed in', () => {
    for (const role of ['community', 'street', 'unit', 'leader', 'admin'] as const)
      expect([role, isPartOf(deskPost(account(grant(role, '990106')), now), 'about')]).toEqual([role, true]);
  });

  it('goes by keys only where it has a section', () => {
    expect(goWaysOf(deskPost(account(grant('community', '990106001001')), now))).toMatchObject({
      KeyH: '/desk/households',
      KeyV: '/desk/visits',
      KeyS: '/desk/staff',
    });
    expect(goWaysOf(deskPost(account(grant('street', '990106001')), now))).toEqual({
      KeyT: '/desk/work',
      KeyL: '/desk/list',
      KeyO: '/desk/outbox',
    });
  });

  it('leaves out what has ended', () => {
    const ended = grant('community', '990106001001', '2026-06-01T00:00:00.000Z');
    expect(deskPost(account(ended, grant('street', '990106001')), now).role).toBe('street');
  });
});
