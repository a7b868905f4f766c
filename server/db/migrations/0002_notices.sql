CREATE TABLE "reminded" (
	"district" text PRIMARY KEY NOT NULL,
	"up_to" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "whistle" text;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "notice_by_time" ON "notice" USING btree ("district","at");