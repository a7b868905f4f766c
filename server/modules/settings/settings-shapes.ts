import * as z from 'zod/mini';
import type { CategoryRow } from '../../../core/protocol/rows.ts';
import { rowShapes } from '../../../core/protocol/row-shapes.ts';
import { settingsShape } from '../../../core/protocol/settings-shape.ts';
import { instant } from '../../../core/protocol/shapes.ts';
import { saidText, text } from '../../../core/protocol/text.ts';

const version = z.int().check(z.gte(0));
const reason = saidText(500);
const held = { version, from: z.nullable(z.string()), settings: settingsShape };

export const shownSettings = z.object({
  ...held,
  /** Decided, and not in force yet. */
  comes: z.array(z.object({ ...held, from: z.string() })),
  /** For an admin: every version, the newest first. */
  history: z.optional(
    z.array(z.object({ ...held, at: z.string(), byName: z.nullable(z.string()), reason: z.string() })),
  ),
});
export const putSettingsShape = z.strictObject({
  settings: settingsShape,
  base: version,
  reason,
  from: z.optional(instant),
});
export const shownCategory = rowShapes.category as unknown as z.ZodMiniType<CategoryRow>;
export const shownCategories = z.object({ categories: z.array(shownCategory) });
export const putCategoryShape = z.strictObject({
  category: z.strictObject({
    classZh: text(60),
    classEn: text(120),
    zh: text(60),
    en: text(120),
    lead: text(20),
    leadZh: text(60),
    helping: z.array(text(20)).check(z.maxLength(20)),
    urgency: text(20),
    limitNote: text(200),
  }),
  isRetired: z._default(z.boolean(), false),
  base: version,
  reason,
});
