import type { Page } from '@playwright/test';

/** What a finger or a pointer operates. */
const operated = 'a[href], button, input:not([type=hidden]), textarea, select, summary, [role=switch]';
/** Where the next step is, the way to every page, and what turns the larger type on and off. */
const primary = '.ui-button--primary, nav.tabs a, [role=switch]';

/**
 * Buttons, links and fields that a thumb misses: less than `least` (`leastPrimary`) high or wide, and a touch beside
 * what is drawn does not reach them either. Links in running text are as high as the line.
 */
export const smallTargets = (
  page: Page,
  name: string,
  { least, leastPrimary = least, part = 'body' }: { least: number; leastPrimary?: number; part?: string | undefined },
): Promise<string[]> =>
  page.evaluate(
    ({ at, within, kinds, primaries, plainSize, primarySize }) =>
      [...document.querySelectorAll(`${within} :is(${kinds})`)]
        .map((one) =>
          one.matches('input') ? (one.closest('label, .el-input__wrapper, .el-select__wrapper') ?? one) : one,
        )
        .filter((one) => {
          const size = one.matches(primaries) ? primarySize : plainSize;
          const box = one.getBoundingClientRect();
          if (box.width <= 1 || box.height <= 1 || !one.checkVisibility({ visibilityProperty: true })) return false;
          if (box.width > size - 0.5 && box.height > size - 0.5) return false;
          const isInText =
            one.matches('a') &&
            getComputedStyle(one).display === 'inline' &&
            (one.parentElement?.textContent?.trim().length ?? 0) > (one.textContent?.trim().length ?? 0);
          if (isInText) return false;
          one.scrollIntoView({ block: 'center' });
          const { x, y, width, height } = one.getBoundingClientRect();
          const reach = size / 2 - 1;
          const touches = [
            [0, -Math.max(reach, height / 2 - 1)],
            [0, Math.max(reach, height / 2 - 1)],
            [-Math.max(reach, width / 2 - 1), 0],
            [Math.max(reach, width / 2 - 1), 0],
          ] as const;
          return !touches.every(([dx, dy]) => {
            const hit = document.elementFromPoint(x + width / 2 + dx, y + height / 2 + dy);
            return hit !== null && (one === hit || one.contains(hit));
          });
        })
        .map((one) => {
          const { width, height } = one.getBoundingClientRect();
          return `${at}: ${Math.round(width)}×${Math.round(height)} ${one.outerHTML.slice(0, 160)}`;
        }),
    { at: name, within: part, kinds: operated, primaries: primary, plainSize: least, primarySize: leastPrimary },
  );
