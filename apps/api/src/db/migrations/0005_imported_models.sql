ALTER TABLE "vouch"."model" ADD COLUMN "background_sha256" text;--> statement-breakpoint
ALTER TABLE "vouch"."model" ADD CONSTRAINT "model_background_sha256_file_sha256_fk" FOREIGN KEY ("background_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_background" ON "vouch"."model" USING btree ("background_sha256");