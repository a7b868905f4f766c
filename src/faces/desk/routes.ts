import type { RouteRecordRaw } from 'vue-router';
import { deviceTime } from '../../live/now.ts';
import { useSession } from '../../live/session.ts';
import { language } from '../../live/texts.ts';
import { deskTexts, type DeskPage } from './desk-texts.ts';
import DeskShell from './shell/DeskShell.vue';
import NotHerePage from './shell/NotHerePage.vue';
import { deskPost, type Section } from './shell/sections.ts';

const titled = (page: DeskPage) => ({ title: () => deskTexts[language.value].titles[page] });

function firstSection(): Section {
  const { account } = useSession();
  return (account && deskPost(account, deviceTime()).sections[0]) ?? 'about';
}

/** Each page is a chunk of its own; the shell decides by role which of them there are (shell/sections.ts). */
export const deskRoutes: RouteRecordRaw[] = [
  {
    path: '/desk',
    component: DeskShell,
    children: [
      { path: '', name: 'desk', redirect: () => `/desk/${firstSection()}` },
      {
        path: 'whistles/:whistle?',
        name: 'desk-whistles',
        component: () => import('./inbox/InboxPage.vue'),
        meta: titled('whistles'),
      },
      {
        path: 'households/:household?',
        name: 'desk-households',
        component: () => import('./households/HouseholdsPage.vue'),
        meta: titled('households'),
      },
      {
        path: 'staff',
        name: 'desk-staff',
        component: () => import('./staff/StaffPage.vue'),
        meta: titled('staff'),
      },
      {
        path: 'print/grid/:grid',
        name: 'desk-print-grid',
        component: () => import('./print/PrintGridPage.vue'),
        meta: titled('print'),
      },
      {
        path: 'print/looks/:household',
        name: 'desk-print-looks',
        component: () => import('./print/PrintLooksPage.vue'),
        meta: titled('print'),
      },
      {
        path: 'print/ballots/:whistle',
        name: 'desk-print-ballots',
        component: () => import('./print/PrintBallotsPage.vue'),
        meta: titled('print'),
      },
      {
        path: 'visits',
        name: 'desk-visits',
        component: () => import('./visits/VisitsPage.vue'),
        meta: titled('visits'),
      },
      {
        path: 'outbox',
        name: 'desk-outbox',
        component: () => import('./outbox/DeskOutboxPage.vue'),
        meta: titled('outbox'),
      },
      {
        path: 'work/:whistle?',
        name: 'desk-work',
        component: () => import('./work/WorkPlace.vue'),
        meta: titled('work'),
      },
      {
        path: 'list/:whistle?',
        name: 'desk-list',
        component: () => import('./list/ListPage.vue'),
        meta: titled('list'),
      },
      {
        path: 'notices',
        name: 'desk-notices',
        component: () => import('./notices/NoticesPage.vue'),
        meta: titled('notices'),
      },
      {
        path: 'about',
        name: 'desk-about',
        component: () => import('./about/AboutPage.vue'),
        meta: titled('about'),
      },
      {
        path: ':rest(.*)*',
        name: 'desk-not-here',
        component: NotHerePage,
        meta: titled('notHere'),
      },
    ],
  },
];
