export type { RouteMeta } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** The page's name in the tab's title, in the language of the moment. */
    title?: () => string;
    /** Work is under way here (a viewfinder, a form): no update is offered. */
    isUnfinished?: boolean;
  }
}
