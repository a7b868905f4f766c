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
ALTER TABLE "notice" ADD COLUMN "whistle" text;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "link_try_by_time" ON "link_try" USING btree ("district","since");--> statement-breakpoint
CREATE INDEX "whistle_link_by_whistle" ON "whistle_link" USING btree ("district","whistle","kind");--> statement-breakpoint
CREATE INDEX "reportcode_by_whistle" ON "reportcode" USING btree ("district","whistle");--> statement-breakpoint
CREATE INDEX "notice_by_time" ON "notice" USING btree ("district","at");--> statement-breakpoint
CREATE POLICY "reader" ON "reportcode" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "settings" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true));--> statement-breakpoint
ALTER POLICY "reader" ON "event" TO public USING (district = current_setting('shaodao.district', true) and (("row"->>'grid') like any(string_to_array(current_setting('shaodao.grids', true), ',')) or ("row"->>'grid') like any(string_to_array(current_setting('shaodao.whistle_grids', true), ','))));--> statement-breakpoint
ALTER POLICY "reader" ON "photo" TO public USING (district = current_setting('shaodao.district', true) and (grid like any(string_to_array(current_setting('shaodao.grids', true), ',')) or grid like any(string_to_array(current_setting('shaodao.whistle_grids', true), ','))));--> statement-breakpoint
ALTER POLICY "reader" ON "whistle" TO public USING (district = current_setting('shaodao.district', true) and (grid like any(string_to_array(current_setting('shaodao.grids', true), ',')) or grid like any(string_to_array(current_setting('shaodao.whistle_grids', true), ','))));--> statement-breakpoint
ALTER POLICY "reader" ON "snapshot" TO public USING (district = current_setting('shaodao.district', true) and scope = any(string_to_array(current_setting('shaodao.scopes', true), ',')) and (mask <> 'W' or substr(scope, 6) like any(string_to_array(current_setting('shaodao.need_grids', true), ','))));