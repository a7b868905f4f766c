import { onScopeDispose, shallowRef, watchEffect } from 'vue';
import { isCovered } from './covered.ts';

/** The title of the browser's tab: what waits, the page, the product. A face says what waits; the app, which page. */
const pageName = shallowRef<() => string>(() => '');
const waitingCount = shallowRef(0);

export const setPageName = (name: () => string): void => {
  pageName.value = name;
};

/** Shows a number before the title while the scope lives: `(3) 收件箱 · 哨到`. */
export function useTitleBadge(count: () => number): void {
  watchEffect(() => {
    waitingCount.value = count();
  });
  onScopeDispose(() => {
    waitingCount.value = 0;
  });
}

export const titleText = (name: string, waiting: number, product: string): string =>
  `${waiting > 0 ? `(${waiting}) ` : ''}${name === '' ? product : `${name} · ${product}`}`;

export function followTitle(product: () => string): void {
  watchEffect(() => {
    // A covered screen tells nothing in the list of open apps either.
    document.title = isCovered.value ? product() : titleText(pageName.value(), waitingCount.value, product());
  });
}
