import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router';
import { faceOf, type Face } from './faces.ts';

/** The router of one face. A way that leads to another face is taken as a full page load. */
export function routerOf(face: Face, routes: RouteRecordRaw[]): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  });
  router.beforeEach((to) => {
    if (faceOf(to.path) === face) return true;
    location.assign(to.fullPath);
    return false;
  });
  return router;
}
