CREATE SCHEMA "vouch";
--> statement-breakpoint
CREATE TABLE "vouch"."account" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text,
	"name" text,
	"password_hash" text,
	"disabled_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."api_key" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."audit" (
	"number" bigint PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text,
	"outcome" text NOT NULL,
	"origin" text,
	"request_id" text,
	"detail" jsonb,
	"at" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."audit_head" (
	"id" integer PRIMARY KEY NOT NULL,
	"number" bigint NOT NULL,
	"hash" text NOT NULL,
	"pruned_number" bigint NOT NULL,
	"pruned_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."dataset" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"domain" text NOT NULL,
	"name" text NOT NULL,
	"source" text NOT NULL,
	"sha256" text NOT NULL,
	"rows" integer NOT NULL,
	"columns" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."file" (
	"sha256" text PRIMARY KEY NOT NULL,
	"bytes" bigint NOT NULL,
	"content" "bytea",
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."grant" (
	"account_id" text NOT NULL,
	"domain" text NOT NULL,
	"role" text NOT NULL,
	"state" text NOT NULL,
	"decided_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "grant_account_id_domain_role_pk" PRIMARY KEY("account_id","domain","role")
);
--> statement-breakpoint
CREATE TABLE "vouch"."idempotency" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"request_sha256" text NOT NULL,
	"done" boolean DEFAULT false NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" "bytea",
	"held_until" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE TABLE "vouch"."job" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"parent_id" text,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"progress" double precision DEFAULT 0 NOT NULL,
	"stage" text,
	"input" jsonb NOT NULL,
	"file_sha256" text,
	"result" jsonb,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"enqueued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."job_event" (
	"job_id" text NOT NULL,
	"version" integer NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "job_event_job_id_version_pk" PRIMARY KEY("job_id","version")
);
--> statement-breakpoint
CREATE TABLE "vouch"."live_model" (
	"id" text PRIMARY KEY NOT NULL,
	"version" text NOT NULL,
	"promoted_by" text,
	"promoted_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."model" (
	"id" text NOT NULL,
	"version" text NOT NULL,
	"domain" text NOT NULL,
	"sha256" text NOT NULL,
	"source" text NOT NULL,
	"account_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "model_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
CREATE TABLE "vouch"."prediction" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"domain" text NOT NULL,
	"model_id" text NOT NULL,
	"model_version" text NOT NULL,
	"model_sha256" text NOT NULL,
	"threshold" double precision NOT NULL,
	"rows" integer NOT NULL,
	"upload_id" text NOT NULL,
	"input_sha256" text NOT NULL,
	"context_sha256" text,
	"calls_sha256" text NOT NULL,
	"receipt" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."refresh_token" (
	"hash" text PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."secret" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."session" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"ended_why" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."throttle" (
	"key" text PRIMARY KEY NOT NULL,
	"failures" double precision NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"known_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "vouch"."upload" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "vouch"."api_key" ADD CONSTRAINT "api_key_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."dataset" ADD CONSTRAINT "dataset_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."dataset" ADD CONSTRAINT "dataset_sha256_file_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."grant" ADD CONSTRAINT "grant_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."job" ADD CONSTRAINT "job_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."job" ADD CONSTRAINT "job_parent_id_job_id_fk" FOREIGN KEY ("parent_id") REFERENCES "vouch"."job"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."job" ADD CONSTRAINT "job_file_sha256_file_sha256_fk" FOREIGN KEY ("file_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."job_event" ADD CONSTRAINT "job_event_job_id_job_id_fk" FOREIGN KEY ("job_id") REFERENCES "vouch"."job"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."model" ADD CONSTRAINT "model_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."prediction" ADD CONSTRAINT "prediction_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."prediction" ADD CONSTRAINT "prediction_upload_id_upload_id_fk" FOREIGN KEY ("upload_id") REFERENCES "vouch"."upload"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."prediction" ADD CONSTRAINT "prediction_calls_sha256_file_sha256_fk" FOREIGN KEY ("calls_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."refresh_token" ADD CONSTRAINT "refresh_token_session_id_session_id_fk" FOREIGN KEY ("session_id") REFERENCES "vouch"."session"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."session" ADD CONSTRAINT "session_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."upload" ADD CONSTRAINT "upload_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."upload" ADD CONSTRAINT "upload_sha256_file_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_email" ON "vouch"."account" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "api_key_hash" ON "vouch"."api_key" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "api_key_account" ON "vouch"."api_key" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "vouch"."audit" USING btree ("actor","number");--> statement-breakpoint
CREATE INDEX "audit_subject" ON "vouch"."audit" USING btree ("subject","number");--> statement-breakpoint
CREATE INDEX "dataset_account" ON "vouch"."dataset" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "idempotency_age" ON "vouch"."idempotency" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "job_account" ON "vouch"."job" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "job_parent" ON "vouch"."job" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "job_file" ON "vouch"."job" USING btree ("file_sha256");--> statement-breakpoint
CREATE INDEX "job_open" ON "vouch"."job" USING btree ("state","heartbeat_at");--> statement-breakpoint
CREATE INDEX "job_expiry" ON "vouch"."job" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "prediction_account" ON "vouch"."prediction" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "prediction_expiry" ON "vouch"."prediction" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "prediction_input" ON "vouch"."prediction" USING btree ("input_sha256");--> statement-breakpoint
CREATE INDEX "prediction_upload" ON "vouch"."prediction" USING btree ("upload_id");--> statement-breakpoint
CREATE INDEX "prediction_calls" ON "vouch"."prediction" USING btree ("calls_sha256");--> statement-breakpoint
CREATE INDEX "refresh_token_session" ON "vouch"."refresh_token" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "session_account" ON "vouch"."session" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "throttle_age" ON "vouch"."throttle" USING btree ("at");--> statement-breakpoint
CREATE INDEX "upload_sha256" ON "vouch"."upload" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "upload_account" ON "vouch"."upload" USING btree ("account_id");