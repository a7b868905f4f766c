export type { RouteMeta } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** The page fills the screen: neither tabs nor top bar stand around it. */
    isBare?: boolean;
    /** A main page: the complaint box and the filing number stand at its foot. */
    hasFoot?: boolean;
  }
}
