CREATE TABLE "settings" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "settings_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "reader" ON "settings" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true));