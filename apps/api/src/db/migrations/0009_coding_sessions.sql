CREATE TABLE "vouch"."coding_commit" (
	"sha" text PRIMARY KEY NOT NULL,
	"repo" text NOT NULL,
	"author" text,
	"at" timestamp (3) with time zone NOT NULL,
	"message" text,
	"reverts" text,
	"simulated_by" text
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_day" (
	"date" date NOT NULL,
	"developer" text NOT NULL,
	"model" text NOT NULL,
	"repo" text NOT NULL,
	"sessions" bigint DEFAULT 0 NOT NULL,
	"decided" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"answered" bigint DEFAULT 0 NOT NULL,
	"errors" bigint DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"accepted_counted" bigint DEFAULT 0 NOT NULL,
	"accepted_tokens" bigint DEFAULT 0 NOT NULL,
	"line_tokens" bigint DEFAULT 0 NOT NULL,
	"lines" bigint DEFAULT 0 NOT NULL,
	"accepted_lines" bigint DEFAULT 0 NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"kept" bigint DEFAULT 0 NOT NULL,
	"costed" bigint DEFAULT 0 NOT NULL,
	"cost_pico" bigint DEFAULT 0 NOT NULL,
	"first_ms" bigint DEFAULT 0 NOT NULL,
	"last_ms" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "coding_day_date_developer_model_repo_pk" PRIMARY KEY("date","developer","model","repo")
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_developer" (
	"developer" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_developer_day" (
	"date" date NOT NULL,
	"developer" text NOT NULL,
	"sessions" bigint DEFAULT 0 NOT NULL,
	"decided" bigint DEFAULT 0 NOT NULL,
	"accepted" bigint DEFAULT 0 NOT NULL,
	"answered" bigint DEFAULT 0 NOT NULL,
	"errors" bigint DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"accepted_counted" bigint DEFAULT 0 NOT NULL,
	"accepted_tokens" bigint DEFAULT 0 NOT NULL,
	"line_tokens" bigint DEFAULT 0 NOT NULL,
	"lines" bigint DEFAULT 0 NOT NULL,
	"accepted_lines" bigint DEFAULT 0 NOT NULL,
	"rated" bigint DEFAULT 0 NOT NULL,
	"kept" bigint DEFAULT 0 NOT NULL,
	"costed" bigint DEFAULT 0 NOT NULL,
	"cost_pico" bigint DEFAULT 0 NOT NULL,
	"first_ms" bigint DEFAULT 0 NOT NULL,
	"last_ms" bigint DEFAULT 0 NOT NULL,
	"named" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "coding_developer_day_date_developer_pk" PRIMARY KEY("date","developer")
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_fetch" (
	"url" text PRIMARY KEY NOT NULL,
	"etag" text NOT NULL,
	"next" text,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_ingest" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"receipt" jsonb NOT NULL,
	"dead_sha256" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_policy" (
	"id" text PRIMARY KEY NOT NULL,
	"models" jsonb NOT NULL,
	"account_id" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_pull_request" (
	"repo" text NOT NULL,
	"number" integer NOT NULL,
	"title" text,
	"author" text,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"merged_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone,
	"reopened" boolean,
	"reverts" integer,
	"simulated_by" text,
	CONSTRAINT "coding_pull_request_repo_number_pk" PRIMARY KEY("repo","number")
);
--> statement-breakpoint
CREATE TABLE "vouch"."coding_session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL,
	"developer_id" text,
	"at" timestamp (3) with time zone NOT NULL,
	"model" text,
	"tokens_in" bigint,
	"tokens_out" bigint,
	"tokens_cached" bigint,
	"tokens_cache_written" bigint,
	"tokens_reasoning" bigint,
	"total_tokens" bigint,
	"latency_ms" double precision,
	"status_code" integer,
	"accepted" boolean,
	"accepted_lines" integer,
	"diff_ratio" double precision,
	"confidence" double precision,
	"repo_slug" text,
	"cost_pico" bigint,
	"priced_by" text,
	"source" text NOT NULL,
	"ingest_id" text NOT NULL,
	"batch" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "vouch"."coding_developer" ADD CONSTRAINT "coding_developer_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."coding_ingest" ADD CONSTRAINT "coding_ingest_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."coding_ingest" ADD CONSTRAINT "coding_ingest_dead_sha256_file_sha256_fk" FOREIGN KEY ("dead_sha256") REFERENCES "vouch"."file"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."coding_policy" ADD CONSTRAINT "coding_policy_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "coding_commit_at" ON "vouch"."coding_commit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "coding_commit_author" ON "vouch"."coding_commit" USING btree ("author","at");--> statement-breakpoint
CREATE INDEX "coding_developer_account" ON "vouch"."coding_developer" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "coding_ingest_dead" ON "vouch"."coding_ingest" USING btree ("dead_sha256");--> statement-breakpoint
CREATE INDEX "coding_pull_request_author" ON "vouch"."coding_pull_request" USING btree ("author","created_at");--> statement-breakpoint
CREATE INDEX "coding_pull_request_merged" ON "vouch"."coding_pull_request" USING btree ("merged_at");--> statement-breakpoint
CREATE INDEX "coding_session_at" ON "vouch"."coding_session" USING btree ("at");--> statement-breakpoint
CREATE INDEX "coding_session_developer" ON "vouch"."coding_session" USING btree ("developer_id","at");--> statement-breakpoint
CREATE INDEX "coding_session_session" ON "vouch"."coding_session" USING btree ("session_id");--> statement-breakpoint
CREATE INDEX "coding_session_batch" ON "vouch"."coding_session" USING btree ("batch");