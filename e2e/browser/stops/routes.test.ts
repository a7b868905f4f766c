import type { RouteRecordRaw } from 'vue-router';
import { describe, expect, it, vi } from 'vitest';
import { deskRoutes } from '../../../src/faces/desk/routes.ts';
import { fieldRoutes } from '../../../src/faces/field/routes.ts';
import { deskStops } from './desk-stops.ts';
import { fieldStops } from './field-stops.ts';

vi.mock('../../../src/faces/desk/shell/DeskShell.vue', () => ({ default: {} }));
vi.mock('../../../src/faces/desk/shell/NotHerePage.vue', () => ({ default: {} }));

/** The whole path of every page; what only leads on to another is none. */
const pagesOf = (routes: readonly RouteRecordRaw[], above = ''): string[] =>
  routes.flatMap((route) => {
    const path = route.path === '' ? above : above === '' ? route.path : `${above}/${route.path}`;
    if (route.children) return pagesOf(route.children, path);
    return route.redirect === undefined ? [path] : [];
  });

describe('every page is looked at', () => {
  it.each([
    ['the phone', fieldRoutes, fieldStops],
    ['the desk', deskRoutes, deskStops],
  ])('%s: each route has a stop, and each stop a route', (_face, routes, stops) => {
    const pages = new Set(pagesOf(routes));
    const stopped = new Set(stops.map(({ route }) => route ?? ''));
    expect(pages.size).toBeGreaterThan(5);
    expect([...pages].filter((one) => !stopped.has(one))).toEqual([]);
    expect([...stopped].filter((one) => !pages.has(one))).toEqual([]);
  });

  it('has stops by names of their own', () => {
    const names = [...fieldStops, ...deskStops].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
