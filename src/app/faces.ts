import type { RouteRecordRaw } from 'vue-router';

/**
 * The faces of the app. A page load belongs to one face: each brings a kit of its own (Vant, Element Plus), and two
 * kits on one page would fight over styles and cost a phone twice. So a face's routes come by a lazy import, and
 * going to another face is a full page load (router.ts).
 */
export type Face = 'start' | 'field' | 'desk';

export function faceOf(path: string): Face {
  if (path === '/field' || path.startsWith('/field/')) return 'field';
  if (path === '/desk' || path.startsWith('/desk/')) return 'desk';
  return 'start';
}

/** The routes of a face, with absolute paths. */
export async function routesOf(face: Face): Promise<RouteRecordRaw[]> {
  switch (face) {
    case 'start':
      return (await import('./start/routes.ts')).startRoutes;
    case 'field':
      return (await import('../faces/field/routes.ts')).fieldRoutes;
    case 'desk':
      return (await import('../faces/desk/routes.ts')).deskRoutes;
  }
}
