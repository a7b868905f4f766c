CREATE TABLE "link_try" (
	"district" text NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "link_try_district_key_pk" PRIMARY KEY("district","key")
);
--> statement-breakpoint
CREATE TABLE "whistle_link" (
	"district" text NOT NULL,
	"token_hash" text NOT NULL,
	"voice" text NOT NULL,
	"whistle" text NOT NULL,
	"kind" text NOT NULL,
	"code_hash" text,
	"by_account" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "whistle_link_district_token_hash_pk" PRIMARY KEY("district","token_hash"),
	CONSTRAINT "whistle_link_by_code" UNIQUE("district","code_hash")
);
--> statement-breakpoint
CREATE TABLE "reportcode" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	"whistle" text GENERATED ALWAYS AS ("row"->>'whistle') STORED,
	CONSTRAINT "reportcode_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "reportcode" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "settings" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "settings_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reminded" (
	"district" text PRIMARY KEY NOT NULL,
	"up_to" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
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
ALTER TABLE "notice" ADD COLUMN "whistle" text;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "link_try_by_time" ON "link_try" USING btree ("district","since");--> statement-breakpoint
CREATE INDEX "whistle_link_by_whistle" ON "whistle_link" USING btree ("district","whistle","kind");--> statement-breakpoint
CREATE INDEX "reportcode_by_whistle" ON "reportcode" USING btree ("district","whistle");--> statement-breakpoint
CREATE INDEX "waiting_by_whistle" ON "waiting" USING btree ("district","whistle");--> statement-breakpoint
CREATE INDEX "whistle_by_street" ON "whistle" USING btree ("district","street","raised_at","id");--> statement-breakpoint
CREATE INDEX "whistle_by_community" ON "whistle" USING btree ("district","community","raised_at","id");--> statement-breakpoint
CREATE INDEX "whistle_by_search" ON "whistle" USING gin ((string_to_array(regexp_replace(substr(regexp_replace(regexp_replace(lower(
  coalesce("row"->>'text', '')), '[ \t\r\n　]', '', 'g'), '(.)', '\1\1', 'g'), 2), '(..)', left("row"->>'raisedAt', 7) || '\1 ', 'g'), ' ')
  || array[left("row"->>'raisedAt', 7) || 'c:' || coalesce("row"->>'category', ''),
    left("row"->>'raisedAt', 7) || 'a:' || left("row"->>'grid', 9),
    left("row"->>'raisedAt', 7) || 'a:' || left("row"->>'grid', 12)])) WITH (gin_pending_list_limit=2048);--> statement-breakpoint
CREATE INDEX "notice_by_time" ON "notice" USING btree ("district","at");--> statement-breakpoint
CREATE POLICY "reader" ON "reportcode" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "settings" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true));--> statement-breakpoint
CREATE POLICY "reader" ON "waiting" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
ALTER POLICY "reader" ON "event" TO public USING (district = current_setting('shaodao.district', true) and (("row"->>'grid') like any(string_to_array(current_setting('shaodao.grids', true), ',')) or ("row"->>'grid') like any(string_to_array(current_setting('shaodao.whistle_grids', true), ','))));--> statement-breakpoint
ALTER POLICY "reader" ON "photo" TO public USING (district = current_setting('shaodao.district', true) and (grid like any(string_to_array(current_setting('shaodao.grids', true), ',')) or grid like any(string_to_array(current_setting('shaodao.whistle_grids', true), ','))));--> statement-breakpoint
ALTER POLICY "reader" ON "whistle" TO public USING (district = current_setting('shaodao.district', true) and (grid like any(string_to_array(current_setting('shaodao.grids', true), ',')) or grid like any(string_to_array(current_setting('shaodao.whistle_grids', true), ','))));--> statement-breakpoint
ALTER POLICY "reader" ON "snapshot" TO public USING (district = current_setting('shaodao.district', true) and scope = any(string_to_array(current_setting('shaodao.scopes', true), ',')) and (mask <> 'W' or substr(scope, 6) like any(string_to_array(current_setting('shaodao.need_grids', true), ','))));--> statement-breakpoint
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
    SELECT w."row"->>'emergency' = 'true' AND EXISTS (SELECT FROM jsonb_array_elements(w."row"->'clocks') AS clock
      WHERE clock->>'name' = 'answer' AND (clock->>'state' = 'missed'
        OR jsonb_array_length(coalesce(clock->'pressed', '[]')) > 0)) AS is_so
  ) rung
  CROSS JOIN LATERAL (
    SELECT left(w.grid, 9) AS holder
     WHERE w.stage = 'street' OR w.stage = 'community' AND rung.is_so
       OR EXISTS (SELECT FROM jsonb_array_elements(w."row"->'clocks') AS clock
         WHERE clock->>'name' = 'papers' AND clock->>'endedAt' IS NULL)
    UNION
    SELECT CASE WHEN w."row"->'loop'->>'level' = 'city' THEN left(w.grid, 4) || '00' ELSE left(w.grid, 6) END
     WHERE w.stage = 'consulting' OR w.stage = 'community' AND rung.is_so OR w.stage IN ('dispatched', 'working')
       AND (w."row"->'loop'->>'handBack' IS NOT NULL OR w."row"->'loop'->'extension'->>'agreed' IS NOT NULL)
    UNION
    SELECT consult->>'unit' FROM jsonb_array_elements(coalesce(nullif(w."row"->'loop'->'consults', 'null'), '[]')) AS consult
     WHERE w.stage = 'consulting' AND consult->>'answer' IS NULL
       AND NOT EXISTS (SELECT FROM jsonb_array_elements(coalesce(nullif(w."row"->'loop'->'orders', 'null'), '[]')) AS former
         WHERE former->>'unit' = consult->>'unit' AND former->'ended'->>'at' > consult->>'askedAt')
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
 WHERE w.stage IN ('community', 'meeting', 'street', 'consulting', 'dispatched', 'working', 'verifying', 'surveying', 'evaluating');
