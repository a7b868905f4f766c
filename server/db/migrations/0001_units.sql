CREATE TABLE "unit" (
	"district" text NOT NULL,
	"id" text NOT NULL,
	"rev" integer NOT NULL,
	"row" jsonb NOT NULL,
	CONSTRAINT "unit_district_id_pk" PRIMARY KEY("district","id")
);
--> statement-breakpoint
ALTER TABLE "unit" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "reader" ON "unit" AS PERMISSIVE FOR SELECT TO public USING (district = current_setting('shaodao.district', true));