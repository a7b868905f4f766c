import { describe, expect, it } from 'vitest';
import { demoGroups, demoName, type DemoAccount } from './demo-accounts.ts';

const account = (username: string, role: DemoAccount['role'], area: string): DemoAccount => ({
  username,
  password: 'x',
  role,
  area,
  name: '',
  isElder: false,
});
const names = (accounts: readonly DemoAccount[]) => accounts.map(({ username }) => username);

describe('the roles of the demo', () => {
  it('start with two workers and the communities to which their whistles go', () => {
    const groups = demoGroups([
      account('w1', 'worker', '990106001001001'),
      account('w2', 'worker', '990106002001001'),
      account('w3', 'worker', '990106001001002'),
      account('c1', 'community', '990106001001'),
      account('c2', 'community', '990106001002'),
      account('c4', 'community', '990106002001'),
      account('s1', 'street', '990106001'),
      account('s2', 'street', '990106002'),
      account('a', 'admin', '990106'),
    ]);
    expect(names(groups.main)).toEqual(['w1', 'w2', 'c1', 'c4']);
    expect(names(groups.more)).toEqual(['s1', 'a']);
    expect(names(groups.rest)).toEqual(['w3', 'c2', 's2']);
  });

  it('name two workers of one community with it once', () => {
    const groups = demoGroups([
      account('w1', 'worker', '990106001001001'),
      account('w2', 'worker', '990106001001002'),
      account('c1', 'community', '990106001001'),
    ]);
    expect(names(groups.main)).toEqual(['w1', 'w2', 'c1']);
  });

  it('say the role once', () => {
    expect(demoName('街道', '街道', '街道 老方')).toBe('街道 · 老方');
    expect(demoName('Street', '街道', '街道 老方')).toBe('Street · 老方');
    expect(demoName('部门联络员', '部门联络员', '市政部门 联络员')).toBe('部门联络员 · 市政部门');
    expect(demoName('领导', '领导', '区领导')).toBe('区领导');
    expect(demoName('Leader', '领导', '区领导')).toBe('Leader');
    expect(demoName('管理员', '管理员', '管理员')).toBe('管理员');
    expect(demoName('网格员', '网格员', '老周')).toBe('网格员 · 老周');
  });
});
