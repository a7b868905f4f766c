import { expect, type Locator, type Page } from '@playwright/test';
import type { WhistleId } from '../../../core/lib/id.ts';

/** What a grid worker does about one whistle, by the words that she reads. */
export const whistlePage = (page: Page) => ({
  /** On the sheet after the tile: which whistle it is. */
  id: async (): Promise<WhistleId> => {
    await page.waitForURL(/\/field\/whistle\/wh_[^/]+\/more/);
    return (/(wh_[0-9a-f-]+)/.exec(page.url())?.[1] ?? '') as WhistleId;
  },
  text: () => page.getByRole('textbox', { name: /^是什么事/ }),
  /** The category by its name, from the whole catalogue. */
  async chooseCategory(name: string): Promise<void> {
    await page.getByRole('button', { name: '全部类别' }).click();
    await page.getByRole('button', { name, exact: true }).last().click();
    await expect(page.getByText('已存入待发箱')).toBeVisible();
  },
  async openPhoto(number: number): Promise<Locator> {
    await page.getByRole('img', { name: `照片${number}` }).click();
    return page.getByRole('application', { name: /^在照片上标注/ });
  },
  done: () => page.getByRole('button', { name: '完成', exact: true }).click(),
});

/** A point of a drawing by shares of the picture, which may stand with bars beside it. */
export async function pointOn(surface: Locator, x: number, y: number): Promise<{ x: number; y: number }> {
  return surface.evaluate(
    (svg, [shareX, shareY]) => {
      if (!(svg instanceof SVGSVGElement)) throw new Error('no drawing');
      const { width, height } = svg.viewBox.baseVal;
      const matrix = svg.getScreenCTM();
      if (!matrix) throw new Error('the drawing is not on the screen');
      const point = new DOMPoint(shareX * width, shareY * height).matrixTransform(matrix);
      return { x: point.x, y: point.y };
    },
    [x, y] as const,
  );
}
