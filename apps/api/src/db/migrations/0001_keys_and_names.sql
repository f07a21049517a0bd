ALTER TABLE "vouch"."idempotency" ADD COLUMN "reserved" text;--> statement-breakpoint
ALTER TABLE "vouch"."job" ADD COLUMN "name" text;