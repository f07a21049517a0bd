CREATE TABLE "vouch"."training" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"job_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"dataset_sha256" text NOT NULL,
	"name" text NOT NULL,
	"config" jsonb NOT NULL,
	"warnings" jsonb NOT NULL,
	"stop_asked_at" timestamp (3) with time zone,
	"model_id" text,
	"result" jsonb,
	"figures" jsonb,
	"calls_sha256" text,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "vouch"."job" ADD COLUMN "detail" jsonb;--> statement-breakpoint
ALTER TABLE "vouch"."model" ADD COLUMN "manifest" jsonb;--> statement-breakpoint
ALTER TABLE "vouch"."model" ADD COLUMN "file_sha256" text;--> statement-breakpoint
ALTER TABLE "vouch"."training" ADD CONSTRAINT "training_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."training" ADD CONSTRAINT "training_dataset_sha256_file_sha256_fk" FOREIGN KEY ("dataset_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."training" ADD CONSTRAINT "training_calls_sha256_file_sha256_fk" FOREIGN KEY ("calls_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "training_account" ON "vouch"."training" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "training_job" ON "vouch"."training" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "training_dataset" ON "vouch"."training" USING btree ("dataset_sha256");--> statement-breakpoint
CREATE INDEX "training_calls" ON "vouch"."training" USING btree ("calls_sha256");--> statement-breakpoint
CREATE INDEX "training_expiry" ON "vouch"."training" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "vouch"."model" ADD CONSTRAINT "model_file_sha256_file_sha256_fk" FOREIGN KEY ("file_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_account" ON "vouch"."model" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "model_file" ON "vouch"."model" USING btree ("file_sha256");