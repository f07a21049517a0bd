CREATE TABLE "vouch"."measurement" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"model_id" text NOT NULL,
	"dataset_id" text NOT NULL,
	"dataset_source" text NOT NULL,
	"kind" text NOT NULL,
	"seen" text NOT NULL,
	"simulated" boolean NOT NULL,
	"result" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "vouch"."measurement" ADD CONSTRAINT "measurement_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "measurement_account" ON "vouch"."measurement" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "measurement_model" ON "vouch"."measurement" USING btree ("model_id","id");--> statement-breakpoint
CREATE INDEX "measurement_dataset" ON "vouch"."measurement" USING btree ("dataset_id");