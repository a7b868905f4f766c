import { describe, expect, it } from 'vitest';
import { wayAfter } from './sign-in.ts';

describe('the way after signing in', () => {
  it('leads to the page that was wanted', () => {
    expect(wayAfter('/desk', '?to=%2Fdesk%2Fvisits')).toBe('/desk/visits');
  });

  it('leads home when nothing was wanted', () => {
    expect(wayAfter('/field', '')).toBe('/field');
  });

  it.each(['?to=https%3A%2F%2Felsewhere.example', '?to=%2F%2Felsewhere.example', '?to=%2Ffield', '?to=%2Fdesktop'])(
    'leads home and nowhere else for %s',
    (search) => {
      expect(wayAfter('/desk', search)).toBe('/desk');
    },
  );
});
