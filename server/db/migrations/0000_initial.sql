CREATE TABLE "complaint" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"by_account" text NOT NULL,
	"by_name" text NOT NULL,
	"face" text NOT NULL,
	"body" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "complaint_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "look" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"household" text NOT NULL,
	"by_account" text NOT NULL,
	"by_name" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "look_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "snooze" (
	"district" text NOT NULL,
	"account" text NOT NULL,
	"whistle" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "snooze_district_account_whistle_pk" PRIMARY KEY("district","account","whistle")
);
--> statement-breakpoint
CREATE TABLE "media" (
	"district" text NOT NULL,
	"account" text NOT NULL,
	"sha256" text NOT NULL,
	"state" text NOT NULL,
	"type" text NOT NULL,
	"width" integer,
	"height" integer,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "media_district_account_sha256_pk" PRIMARY KEY("district","account","sha256")
);
--> statement-breakpoint
CREATE TABLE "account" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"username" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"once_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "account_district_id_pk" PRIMARY KEY("district","id"),
	CONSTRAINT "account_district_username_unique" UNIQUE("district","username")
);
--> statement-breakpoint
CREATE TABLE "district" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "grant_" (
	"district" text NOT NULL,
	"account" text NOT NULL,
	"role" text NOT NULL,
	"area" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	CONSTRAINT "grant__district_account_role_area_from_at_pk" PRIMARY KEY("district","account","role","area","from_at")
);
--> statement-breakpoint
CREATE TABLE "login" (
	"username" text PRIMARY KEY NOT NULL,
	"district" text NOT NULL,
	"account" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"district" text NOT NULL,
	"token_hash" text NOT NULL,
	"account" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"system" text NOT NULL,
	CONSTRAINT "session_district_token_hash_pk" PRIMARY KEY("district","token_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_failure" (
	"district" text NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_in_failure_district_key_pk" PRIMARY KEY("district","key")
);
--> statement-breakpoint
CREATE TABLE "area" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"parent" text GENERATED ALWAYS AS ("row"->>'parent') STORED,
	"level" text GENERATED ALWAYS AS ("row"->>'level') STORED,
	CONSTRAINT "area_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "area" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "basemap" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	CONSTRAINT "basemap_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "basemap" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "building" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	CONSTRAINT "building_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "building" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "category" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "category_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "category" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "conflict" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"household" text GENERATED ALWAYS AS ("row"->>'household') STORED,
	CONSTRAINT "conflict_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "conflict" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "entry" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"household" text GENERATED ALWAYS AS ("row"->>'household') STORED,
	CONSTRAINT "entry_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "entry" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "event" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"whistle" text GENERATED ALWAYS AS ("row"->>'whistle') STORED,
	CONSTRAINT "event_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "event" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "grid" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"community" text GENERATED ALWAYS AS ("row"->>'community') STORED,
	CONSTRAINT "grid_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "grid" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "household" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	CONSTRAINT "household_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "household" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "need" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"household" text GENERATED ALWAYS AS ("row"->>'household') STORED,
	CONSTRAINT "need_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "need" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "person" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"household" text GENERATED ALWAYS AS ("row"->>'household') STORED,
	CONSTRAINT "person_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "person" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "photo" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	"whistle" text GENERATED ALWAYS AS ("row"->>'whistle') STORED,
	"sha256" text GENERATED ALWAYS AS ("row"->>'sha256') STORED,
	"state" text GENERATED ALWAYS AS ("row"->>'state') STORED,
	CONSTRAINT "photo_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "photo" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "seen" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"household" text GENERATED ALWAYS AS ("row"->>'household') STORED,
	CONSTRAINT "seen_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "visit" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	"household" text GENERATED ALWAYS AS ("row"->>'household') STORED,
	"occurred_at" text GENERATED ALWAYS AS ("row"->>'occurredAt') STORED,
	CONSTRAINT "visit_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "visit" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "whistle" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	"grid" text GENERATED ALWAYS AS ("row"->>'grid') STORED,
	"stage" text GENERATED ALWAYS AS ("row"->>'stage') STORED,
	"raised_at" text GENERATED ALWAYS AS ("row"->>'raisedAt') STORED,
	"raised_by" text GENERATED ALWAYS AS ("row"->>'raisedBy') STORED,
	CONSTRAINT "whistle_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "whistle" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit" (
	"district" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"n" integer NOT NULL,
	"rev" integer NOT NULL,
	"mutation" text NOT NULL,
	"type" text NOT NULL,
	"payload" text NOT NULL,
	"by_account" text NOT NULL,
	"device" text,
	"phone_at" timestamp (3) with time zone NOT NULL,
	"clock_error_ms" bigint,
	"at" timestamp (3) with time zone NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_district_kind_id_n_pk" PRIMARY KEY("district","kind","id","n")
);
--> statement-breakpoint
CREATE TABLE "audit_root" (
	"district" text NOT NULL,
	"day" text NOT NULL,
	"lines" integer NOT NULL,
	"entries" integer NOT NULL,
	"before_root" text NOT NULL,
	"root" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "audit_root_district_day_pk" PRIMARY KEY("district","day")
);
--> statement-breakpoint
CREATE TABLE "device" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"account" text NOT NULL,
	"last_seq" bigint NOT NULL,
	"clock_error_ms" bigint,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "device_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "effect" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"tries" integer NOT NULL,
	CONSTRAINT "effect_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
CREATE TABLE "emptied" (
	"district" text NOT NULL,
	"device" text NOT NULL,
	"account" text NOT NULL,
	"former" text NOT NULL,
	"last_seq" bigint NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"noticed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "emptied_district_device_pk" PRIMARY KEY("district","device")
);
--> statement-breakpoint
CREATE TABLE "feed" (
	"district" text NOT NULL,
	"scope" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"version" bigint NOT NULL,
	"op" text NOT NULL,
	CONSTRAINT "feed_district_scope_kind_id_pk" PRIMARY KEY("district","scope","kind","id"),
	CONSTRAINT "feed_by_version" UNIQUE("district","scope","version")
);
--> statement-breakpoint
ALTER TABLE "feed" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mutation_result" (
	"district" text NOT NULL,
	"device" text NOT NULL,
	"seq" bigint NOT NULL,
	"id" text NOT NULL,
	"hash" text NOT NULL,
	"outcome" jsonb NOT NULL,
	"is_first" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mutation_result_district_device_seq_pk" PRIMARY KEY("district","device","seq")
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"account" text NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "notice_district_id_account_pk" PRIMARY KEY("district","id","account")
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"district" text NOT NULL,
	"device" text NOT NULL,
	"seq" bigint NOT NULL,
	"account" text NOT NULL,
	"body" text NOT NULL,
	"fault" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quarantine_district_device_seq_pk" PRIMARY KEY("district","device","seq")
);
--> statement-breakpoint
CREATE TABLE "receipt_counter" (
	"district" text NOT NULL,
	"day" text NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "receipt_counter_district_day_pk" PRIMARY KEY("district","day")
);
--> statement-breakpoint
CREATE TABLE "scope_head" (
	"district" text NOT NULL,
	"scope" text NOT NULL,
	"head" bigint NOT NULL,
	CONSTRAINT "scope_head_district_scope_pk" PRIMARY KEY("district","scope")
);
--> statement-breakpoint
ALTER TABLE "scope_head" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "session_device" (
	"district" text NOT NULL,
	"session" text NOT NULL,
	"device" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_device_district_session_device_pk" PRIMARY KEY("district","session","device")
);
--> statement-breakpoint
CREATE TABLE "snapshot" (
	"district" text NOT NULL,
	"scope" text NOT NULL,
	"mask" text NOT NULL,
	"epoch" text NOT NULL,
	"version" bigint NOT NULL,
	"rows" integer NOT NULL,
	"bytes" integer NOT NULL,
	"sha256" text NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "snapshot_district_scope_mask_pk" PRIMARY KEY("district","scope","mask")
);
--> statement-breakpoint
ALTER TABLE "snapshot" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unsent_intake" (
	"district" text NOT NULL,
	"device" text NOT NULL,
	"account" text NOT NULL,
	"file_device" text NOT NULL,
	"taken_by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "unsent_intake_district_device_pk" PRIMARY KEY("district","device")
);
--> statement-breakpoint
ALTER TABLE "grant_" ADD CONSTRAINT "grant__district_account_account_district_id_fk" FOREIGN KEY ("district","account") REFERENCES "public"."account"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_district_account_account_district_id_fk" FOREIGN KEY ("district","account") REFERENCES "public"."account"("district","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session_device" ADD CONSTRAINT "session_device_district_session_session_district_token_hash_fk" FOREIGN KEY ("district","session") REFERENCES "public"."session"("district","token_hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "complaint_by_time" ON "complaint" USING btree ("district","at");--> statement-breakpoint
CREATE INDEX "look_by_household" ON "look" USING btree ("district","household","at");--> statement-breakpoint
CREATE INDEX "media_by_hash" ON "media" USING btree ("district","sha256");--> statement-breakpoint
CREATE INDEX "grant_by_area" ON "grant_" USING btree ("district","area");--> statement-breakpoint
CREATE INDEX "session_by_account" ON "session" USING btree ("district","account");--> statement-breakpoint
CREATE INDEX "session_by_end" ON "session" USING btree ("district","ends_at");--> statement-breakpoint
CREATE INDEX "sign_in_failure_by_time" ON "sign_in_failure" USING btree ("district","since");--> statement-breakpoint
CREATE INDEX "building_by_grid" ON "building" USING btree ("district","grid");--> statement-breakpoint
CREATE INDEX "conflict_by_household" ON "conflict" USING btree ("district","household");--> statement-breakpoint
CREATE INDEX "entry_by_household" ON "entry" USING btree ("district","household");--> statement-breakpoint
CREATE INDEX "event_by_whistle" ON "event" USING btree ("district","whistle","rev");--> statement-breakpoint
CREATE INDEX "grid_by_community" ON "grid" USING btree ("district","community");--> statement-breakpoint
CREATE INDEX "household_by_grid" ON "household" USING btree ("district","grid");--> statement-breakpoint
CREATE INDEX "need_by_household" ON "need" USING btree ("district","household");--> statement-breakpoint
CREATE INDEX "person_by_household" ON "person" USING btree ("district","household");--> statement-breakpoint
CREATE INDEX "photo_by_whistle" ON "photo" USING btree ("district","whistle");--> statement-breakpoint
CREATE INDEX "photo_by_hash" ON "photo" USING btree ("district","sha256");--> statement-breakpoint
CREATE INDEX "seen_by_household" ON "seen" USING btree ("district","household");--> statement-breakpoint
CREATE INDEX "visit_by_grid" ON "visit" USING btree ("district","grid","occurred_at");--> statement-breakpoint
CREATE INDEX "visit_by_household" ON "visit" USING btree ("district","household");--> statement-breakpoint
CREATE INDEX "whistle_by_time" ON "whistle" USING btree ("district","raised_at","id");--> statement-breakpoint
CREATE INDEX "whistle_by_stage" ON "whistle" USING btree ("district","stage","raised_at","id");--> statement-breakpoint
CREATE INDEX "whistle_by_grid" ON "whistle" USING btree ("district","grid","raised_at");--> statement-breakpoint
CREATE INDEX "audit_by_time" ON "audit" USING btree ("district","at");--> statement-breakpoint
CREATE INDEX "device_by_account" ON "device" USING btree ("district","account");--> statement-breakpoint
CREATE INDEX "effect_by_due" ON "effect" USING btree ("district","due_at","id");--> statement-breakpoint
CREATE INDEX "emptied_by_account" ON "emptied" USING btree ("district","account");--> statement-breakpoint
CREATE UNIQUE INDEX "mutation_result_by_id" ON "mutation_result" USING btree ("district","id") WHERE is_first = 1;--> statement-breakpoint
CREATE INDEX "notice_by_account" ON "notice" USING btree ("district","account","at");--> statement-breakpoint
CREATE POLICY "reader" ON "area" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true));--> statement-breakpoint
CREATE POLICY "reader" ON "basemap" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "building" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "category" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true));--> statement-breakpoint
CREATE POLICY "reader" ON "conflict" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and ("row"->>'grid') like any(string_to_array(current_setting('shaodao.grids', true), ',')) and ("row"->'on'->>'kind' <> 'need' or ("row"->>'grid') like any(string_to_array(current_setting('shaodao.need_grids', true), ','))));--> statement-breakpoint
CREATE POLICY "reader" ON "entry" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and ("row"->>'grid') like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "event" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and ("row"->>'grid') like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "grid" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and id like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "household" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "need" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and ("row"->>'grid') like any(string_to_array(current_setting('shaodao.need_grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "person" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and ("row"->>'grid') like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "photo" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "visit" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "whistle" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and grid like any(string_to_array(current_setting('shaodao.grids', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "feed" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and scope = any(string_to_array(current_setting('shaodao.scopes', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "scope_head" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and scope = any(string_to_array(current_setting('shaodao.scopes', true), ',')));--> statement-breakpoint
CREATE POLICY "reader" ON "snapshot" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true) and scope = any(string_to_array(current_setting('shaodao.scopes', true), ',')) and (mask = 'C' or substr(scope, 6) like any(string_to_array(current_setting('shaodao.need_grids', true), ','))));