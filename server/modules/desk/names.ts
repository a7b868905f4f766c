/** Names that a list shows: who holds no scopes has no catalogue and no areas on her device. */
export interface ListedNames {
  category: { zh: string; en: string } | null;
  grid: string | null;
  community: string | null;
}

/** `ListedNames` of a whistle of district $1. */
export const namesSql = `jsonb_build_object(
  'category', (select jsonb_build_object('zh', "row"->'zh', 'en', "row"->'en') from category
    where category.district = $1 and category.id = whistle."row"->>'category'),
  'grid', (select "row"->'name' from grid where grid.district = $1 and grid.id = whistle.grid),
  'community', (select "row"->'name' from area where area.district = $1 and area.id = left(whistle.grid, 12))
)`;
