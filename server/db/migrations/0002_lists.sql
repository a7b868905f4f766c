CREATE TABLE "waiting" (
	"district" text NOT NULL,
	"holder" text NOT NULL,
	"key" text NOT NULL,
	"due_at" text NOT NULL,
	"whistle" text NOT NULL,
	"soon_at" text NOT NULL,
	"stage" text NOT NULL,
	"category" text,
	"grid" text NOT NULL,
	CONSTRAINT "waiting_district_holder_key_due_at_whistle_pk" PRIMARY KEY("district","holder","key","due_at","whistle")
);
--> statement-breakpoint
ALTER TABLE "waiting" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "whistle_by_grid";--> statement-breakpoint
ALTER TABLE "whistle" ADD COLUMN "street" text GENERATED ALWAYS AS (left("row"->>'grid', 9)) STORED;--> statement-breakpoint
ALTER TABLE "whistle" ADD COLUMN "community" text GENERATED ALWAYS AS (left("row"->>'grid', 12)) STORED;--> statement-breakpoint
CREATE INDEX "waiting_by_whistle" ON "waiting" USING btree ("district","whistle");--> statement-breakpoint
CREATE INDEX "whistle_by_street" ON "whistle" USING btree ("district","street","raised_at","id");--> statement-breakpoint
CREATE INDEX "whistle_by_community" ON "whistle" USING btree ("district","community","raised_at","id");--> statement-breakpoint
CREATE INDEX "whistle_by_search" ON "whistle" USING gin ((string_to_array(regexp_replace(substr(regexp_replace(regexp_replace(lower(
  coalesce("row"->>'text', '')), '[ \t\r\n　]', '', 'g'), '(.)', '\1\1', 'g'), 2), '(..)', left("row"->>'raisedAt', 7) || '\1 ', 'g'), ' ')
  || array[left("row"->>'raisedAt', 7) || 'c:' || coalesce("row"->>'category', ''),
    left("row"->>'raisedAt', 7) || 'a:' || left("row"->>'grid', 9),
    left("row"->>'raisedAt', 7) || 'a:' || left("row"->>'grid', 12)])) WITH (gin_pending_list_limit=2048);--> statement-breakpoint
CREATE POLICY "reader" ON "waiting" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
-- What waits already, as `holdersOf`, `dueOf` and `searchKeysOf` of core/whistle/waiting.ts have it from now on.
INSERT INTO "waiting" (district, holder, key, due_at, whistle, soon_at, stage, category, grid)
SELECT w.district, h.holder, k.key, coalesce(c.due_at, '9999'), w.id, coalesce(c.soon_at, '9999'), w.stage, w."row"->>'category', w.grid
  FROM whistle w
  LEFT JOIN LATERAL (
    SELECT clock->>'dueAt' AS due_at,
        to_char(((clock->>'dueAt')::timestamptz - ((clock->>'dueAt')::timestamptz - (clock->>'startedAt')::timestamptz) / 5)
          AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS soon_at
      FROM jsonb_array_elements(w."row"->'clocks') AS clock
     WHERE clock->>'state' = 'running' ORDER BY clock->>'dueAt' LIMIT 1
  ) c ON true
  CROSS JOIN LATERAL (
    SELECT left(w.grid, 9) AS holder WHERE w.stage = 'street'
    UNION
    SELECT CASE WHEN w."row"->'loop'->>'level' = 'city' THEN left(w.grid, 4) || '00' ELSE left(w.grid, 6) END
     WHERE w.stage = 'consulting' OR w.stage IN ('dispatched', 'working')
       AND (w."row"->'loop'->>'handBack' IS NOT NULL OR w."row"->'loop'->'extension'->>'agreed' IS NOT NULL)
    UNION
    SELECT consult->>'unit' FROM jsonb_array_elements(coalesce(nullif(w."row"->'loop'->'consults', 'null'), '[]')) AS consult
     WHERE w.stage = 'consulting' AND consult->>'answer' IS NULL
    UNION
    SELECT ordered->>'unit' FROM jsonb_array_elements(coalesce(nullif(w."row"->'loop'->'orders', 'null'), '[]')) AS ordered
     WHERE w.stage IN ('dispatched', 'working') AND ordered->>'ended' IS NULL
  ) h
  CROSS JOIN LATERAL (
    SELECT '' AS key
    UNION SELECT 'a:' || left(w.grid, 9)
    UNION SELECT 'a:' || left(w.grid, 12)
    UNION SELECT 'c:' || (w."row"->>'category') WHERE w."row"->>'category' IS NOT NULL
    UNION SELECT substr(said.text, i, 2)
      FROM (SELECT regexp_replace(lower(coalesce(w."row"->>'text', '')), '[ \t\r\n　]', '', 'g') AS text) said,
        generate_series(1, length(said.text) - 1) AS i
  ) k
 WHERE w.stage IN ('street', 'consulting', 'dispatched', 'working');
