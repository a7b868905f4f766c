import type { RouteRecordRaw } from 'vue-router';
import { language } from '../../live/texts.ts';
import { fieldTexts } from './shell/field-texts.ts';

type Title = keyof (typeof fieldTexts)['zh']['titles'];
const titled = (title: Title) => ({ title: () => fieldTexts[language.value].titles[title] });

/** Every page of the phone's face, each a chunk of its own; `isUnfinished` keeps updates and cold starts in mind. */
export const fieldRoutes: RouteRecordRaw[] = [
  {
    path: '/field',
    component: () => import('./shell/FieldShell.vue'),
    children: [
      {
        path: '',
        name: 'today',
        component: () => import('./today/TodayPage.vue'),
        meta: { ...titled('today'), hasFoot: true },
      },
      {
        path: 'households',
        name: 'households',
        component: () => import('./households/HouseholdsPage.vue'),
        meta: titled('households'),
      },
      {
        path: 'households/:id',
        name: 'household',
        component: () => import('./households/HouseholdPage.vue'),
        props: true,
        meta: { ...titled('household'), isUnfinished: true },
      },
      { path: 'day', name: 'day', component: () => import('./today/DayRecordPage.vue'), meta: titled('day') },
      {
        path: 'visits/:id',
        name: 'visit',
        component: () => import('./today/VisitPage.vue'),
        props: true,
        meta: { ...titled('visit'), isUnfinished: true },
      },
      {
        path: 'buildings/:building/add',
        name: 'household-add',
        component: () => import('./households/DoorAddPage.vue'),
        props: true,
        meta: { ...titled('householdAdd'), isUnfinished: true },
      },
      {
        path: 'households/:id/edit',
        name: 'household-edit',
        component: () => import('./households/DoorEditPage.vue'),
        props: true,
        meta: { ...titled('householdEdit'), isUnfinished: true },
      },
      {
        path: 'households/:id/move-out',
        name: 'move-out',
        component: () => import('./households/MoveOutPage.vue'),
        props: true,
        meta: { ...titled('moveOut'), isUnfinished: true },
      },
      {
        path: 'households/:id/people/add',
        name: 'person-add',
        component: () => import('./households/PersonAddPage.vue'),
        props: true,
        meta: { ...titled('personAdd'), isUnfinished: true },
      },
      {
        path: 'households/:id/people/:person',
        name: 'person',
        component: () => import('./households/PersonPage.vue'),
        props: true,
        meta: { ...titled('person'), isUnfinished: true },
      },
      {
        path: 'households/:id/needs/add',
        name: 'need-add',
        component: () => import('./households/NeedAddPage.vue'),
        props: true,
        meta: { ...titled('needAdd'), isUnfinished: true },
      },
      {
        path: 'households/:id/needs/:need',
        name: 'need',
        component: () => import('./households/NeedPage.vue'),
        props: true,
        meta: { ...titled('need'), isUnfinished: true },
      },
      {
        path: 'map',
        name: 'map',
        component: () => import('./map/MapPage.vue'),
        meta: { ...titled('map'), hasFoot: true },
      },
      {
        path: 'buildings/:id',
        name: 'building',
        component: () => import('./map/BuildingPage.vue'),
        props: true,
        meta: titled('building'),
      },
      {
        path: 'whistle',
        name: 'raise',
        component: () => import('./whistle/RaisePage.vue'),
        meta: { ...titled('raise'), isUnfinished: true, isBare: true },
      },
      {
        path: 'whistle/:id/more',
        name: 'raised',
        component: () => import('./whistle/RaisedPage.vue'),
        props: true,
        meta: { ...titled('raised'), isUnfinished: true },
      },
      {
        path: 'whistles',
        name: 'whistles',
        component: () => import('./whistle/WhistlesPage.vue'),
        meta: titled('whistles'),
      },
      {
        path: 'whistles/:id',
        name: 'whistle',
        component: () => import('./whistle/WhistlePage.vue'),
        props: true,
        meta: titled('whistle'),
      },
      {
        path: 'outbox',
        name: 'outbox',
        component: () => import('./outbox/OutboxPage.vue'),
        meta: { ...titled('outbox'), hasFoot: true },
      },
      {
        path: 'notices',
        name: 'notices',
        component: () => import('./me/NoticesPage.vue'),
        meta: titled('notices'),
      },
      { path: 'me', name: 'me', component: () => import('./me/MePage.vue'), meta: { ...titled('me'), hasFoot: true } },
      { path: ':rest(.*)*', redirect: '/field' },
    ],
  },
];
