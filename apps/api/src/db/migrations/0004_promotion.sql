CREATE TABLE "vouch"."promotion" (
	"id" text PRIMARY KEY NOT NULL,
	"slot" text NOT NULL,
	"kind" text NOT NULL,
	"model_id" text,
	"before_id" text,
	"decided_by" text NOT NULL,
	"gate" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "vouch"."live_model" ADD COLUMN "model_id" text;--> statement-breakpoint
ALTER TABLE "vouch"."training" ADD COLUMN "plan" jsonb;--> statement-breakpoint
CREATE INDEX "promotion_slot" ON "vouch"."promotion" USING btree ("slot","id");