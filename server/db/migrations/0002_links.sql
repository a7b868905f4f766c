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
CREATE INDEX "link_try_by_time" ON "link_try" USING btree ("district","since");--> statement-breakpoint
CREATE INDEX "whistle_link_by_whistle" ON "whistle_link" USING btree ("district","whistle","kind");