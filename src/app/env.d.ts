/** The package's version and the commit, from vite.config.ts. */
declare const __APP_VERSION__: string;
