import type { RouteRecordRaw } from 'vue-router';
import { language } from '../../live/texts.ts';
import StartPage from './StartPage.vue';
import { startTexts } from './start-texts.ts';

const title = () => startTexts[language.value].title;

export const startRoutes: RouteRecordRaw[] = [
  { path: '/', name: 'start', component: StartPage, meta: { title } },
  { path: '/:rest(.*)*', name: 'not-found', component: StartPage, props: { isLost: true }, meta: { title } },
];
