DROP INDEX "vouch"."dataset_account";--> statement-breakpoint
ALTER TABLE "vouch"."dataset" ALTER COLUMN "domain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "vouch"."dataset" ADD COLUMN "format" text;--> statement-breakpoint
ALTER TABLE "vouch"."dataset" ADD COLUMN "profile" jsonb;--> statement-breakpoint
ALTER TABLE "vouch"."dataset" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "dataset_expiry" ON "vouch"."dataset" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "dataset_account" ON "vouch"."dataset" USING btree ("account_id","id");