import { describe, expect, it } from 'vitest';
import { steadyOrder } from './steady-order.ts';

const never = () => false;

describe('the order under the cursor', () => {
  it('follows what is wanted while nobody points at it', () => {
    expect(steadyOrder(['a', 'b'], ['c', 'a'], false, never)).toEqual({ shown: ['c', 'a'], waiting: 0 });
  });

  it('stays, and counts what came, while somebody does', () => {
    expect(steadyOrder(['a', 'b'], ['c', 'b', 'a'], true, never)).toEqual({ shown: ['a', 'b'], waiting: 1 });
  });

  it("keeps what somebody else's decision took away until she looks elsewhere", () => {
    expect(steadyOrder(['a', 'b'], ['b'], true, never).shown).toEqual(['a', 'b']);
  });

  it('lets go at once of what she decided herself', () => {
    expect(steadyOrder(['a', 'b'], ['b'], true, (id) => id === 'a').shown).toEqual(['b']);
  });

  it('brings back at once what she took back', () => {
    expect(steadyOrder(['b'], ['a', 'b'], true, (id) => id === 'a')).toEqual({ shown: ['a', 'b'], waiting: 0 });
  });
});
