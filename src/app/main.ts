import { createPinia } from 'pinia';
import { createApp } from 'vue';
import { setPageName, followTitle } from '../live/page-title.ts';
import { language } from '../live/texts.ts';
import { applyElder } from '../ui/elder.ts';
import '../ui/tokens.css';
import '../ui/base.css';
import './app.css';
import App from './App.vue';
import FailedPage from './FailedPage.vue';
import { appTexts } from './app-texts.ts';
import { faceOf, routesOf, type Face } from './faces.ts';
import { isStaying } from './opening.ts';
import { routerOf } from './router.ts';

followTitle(() => appTexts[language.value].product);

async function openApp(face: Face): Promise<void> {
  // The desk is read at a table: its type is the browser's to enlarge.
  if (face !== 'desk') applyElder();
  const pinia = createPinia();
  if (!(await isStaying(face, pinia))) return;
  const router = routerOf(face, await routesOf(face));
  router.afterEach((to) => setPageName(to.meta.title ?? (() => '')));
  const app = createApp(App, { face });
  app.use(pinia).use(router);
  await router.isReady();
  app.mount('#app');
}

openApp(faceOf(location.pathname)).catch((fault: unknown) => {
  createApp(FailedPage, { fault }).mount('#app');
});
