CREATE TABLE "vouch"."care" (
	"doctor_id" text NOT NULL,
	"patient_id" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "care_doctor_id_patient_id_pk" PRIMARY KEY("doctor_id","patient_id")
);
--> statement-breakpoint
CREATE TABLE "vouch"."doctor" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"name" text,
	"specialization" text,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."recommendation" (
	"prediction_id" text PRIMARY KEY NOT NULL,
	"record_id" text,
	"label" text NOT NULL,
	"probability" double precision NOT NULL,
	"abstained" boolean NOT NULL,
	"features" jsonb NOT NULL,
	"reasoning" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."health_record" (
	"id" text PRIMARY KEY NOT NULL,
	"patient_id" text NOT NULL,
	"features" jsonb NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."patient" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text,
	"name" text,
	"age" integer,
	"gender" text,
	"created_by" text NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."outcome" (
	"id" text PRIMARY KEY NOT NULL,
	"prediction_id" text NOT NULL,
	"row" integer NOT NULL,
	"domain" text NOT NULL,
	"subject" text,
	"subgroup" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"label" text NOT NULL,
	"source" text NOT NULL,
	"detail" text NOT NULL,
	"observed_on" date NOT NULL,
	"account_id" text NOT NULL,
	"model_id" text NOT NULL,
	"model_version" text NOT NULL,
	"call" text NOT NULL,
	"probability" double precision NOT NULL,
	"abstained" boolean NOT NULL,
	"threshold" double precision NOT NULL,
	"slice" text,
	"inclusion" double precision,
	"corrects" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."review" (
	"id" text PRIMARY KEY NOT NULL,
	"prediction_id" text NOT NULL,
	"row" integer NOT NULL,
	"domain" text NOT NULL,
	"subject" text,
	"subgroup" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"kind" text NOT NULL,
	"account_id" text NOT NULL,
	"verdict" text NOT NULL,
	"said" text,
	"reasons" text[] NOT NULL,
	"note" text NOT NULL,
	"confidence" double precision,
	"seconds" double precision,
	"shown" text NOT NULL,
	"slice" text,
	"inclusion" double precision,
	"model_id" text NOT NULL,
	"model_version" text NOT NULL,
	"label" text NOT NULL,
	"probability" double precision NOT NULL,
	"abstained" boolean NOT NULL,
	"threshold" double precision NOT NULL,
	"corrects" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."review_item" (
	"id" text PRIMARY KEY NOT NULL,
	"prediction_id" text NOT NULL,
	"row" integer NOT NULL,
	"domain" text NOT NULL,
	"name" text NOT NULL,
	"slice" text NOT NULL,
	"inclusion" double precision,
	"priority" double precision NOT NULL,
	"wanted" integer NOT NULL,
	"state" text NOT NULL,
	"label" text NOT NULL,
	"probability" double precision NOT NULL,
	"abstained" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."review_lease" (
	"item_id" text NOT NULL,
	"account_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "review_lease_item_id_account_id_pk" PRIMARY KEY("item_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "vouch"."review_policy" (
	"domain" text PRIMARY KEY NOT NULL,
	"blind_share" double precision NOT NULL,
	"random_share" double precision NOT NULL,
	"double_share" double precision NOT NULL,
	"lease_minutes" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "vouch"."sight" (
	"account_id" text NOT NULL,
	"prediction_id" text NOT NULL,
	"row" integer NOT NULL,
	"shown" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sight_account_id_prediction_id_row_pk" PRIMARY KEY("account_id","prediction_id","row")
);
--> statement-breakpoint
ALTER TABLE "vouch"."prediction" ADD COLUMN "patient_id" text;--> statement-breakpoint
ALTER TABLE "vouch"."care" ADD CONSTRAINT "care_doctor_id_doctor_id_fk" FOREIGN KEY ("doctor_id") REFERENCES "vouch"."doctor"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."care" ADD CONSTRAINT "care_patient_id_patient_id_fk" FOREIGN KEY ("patient_id") REFERENCES "vouch"."patient"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."doctor" ADD CONSTRAINT "doctor_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."recommendation" ADD CONSTRAINT "recommendation_prediction_id_prediction_id_fk" FOREIGN KEY ("prediction_id") REFERENCES "vouch"."prediction"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."recommendation" ADD CONSTRAINT "recommendation_record_id_health_record_id_fk" FOREIGN KEY ("record_id") REFERENCES "vouch"."health_record"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."health_record" ADD CONSTRAINT "health_record_patient_id_patient_id_fk" FOREIGN KEY ("patient_id") REFERENCES "vouch"."patient"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."patient" ADD CONSTRAINT "patient_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."patient" ADD CONSTRAINT "patient_created_by_account_id_fk" FOREIGN KEY ("created_by") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."outcome" ADD CONSTRAINT "outcome_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."outcome" ADD CONSTRAINT "outcome_corrects_outcome_id_fk" FOREIGN KEY ("corrects") REFERENCES "vouch"."outcome"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."review" ADD CONSTRAINT "review_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."review" ADD CONSTRAINT "review_corrects_review_id_fk" FOREIGN KEY ("corrects") REFERENCES "vouch"."review"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."review_item" ADD CONSTRAINT "review_item_prediction_id_prediction_id_fk" FOREIGN KEY ("prediction_id") REFERENCES "vouch"."prediction"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."review_lease" ADD CONSTRAINT "review_lease_item_id_review_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "vouch"."review_item"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."review_lease" ADD CONSTRAINT "review_lease_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."sight" ADD CONSTRAINT "sight_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "vouch"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vouch"."sight" ADD CONSTRAINT "sight_prediction_id_prediction_id_fk" FOREIGN KEY ("prediction_id") REFERENCES "vouch"."prediction"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "care_patient" ON "vouch"."care" USING btree ("patient_id");--> statement-breakpoint
CREATE UNIQUE INDEX "doctor_account" ON "vouch"."doctor" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "health_record_patient" ON "vouch"."health_record" USING btree ("patient_id","measured_at");--> statement-breakpoint
CREATE UNIQUE INDEX "patient_account" ON "vouch"."patient" USING btree ("account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outcome_first" ON "vouch"."outcome" USING btree ("prediction_id","row","source") WHERE corrects is null;--> statement-breakpoint
CREATE UNIQUE INDEX "outcome_corrects" ON "vouch"."outcome" USING btree ("corrects");--> statement-breakpoint
CREATE INDEX "outcome_call" ON "vouch"."outcome" USING btree ("prediction_id","row");--> statement-breakpoint
CREATE INDEX "outcome_domain" ON "vouch"."outcome" USING btree ("domain","id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_first" ON "vouch"."review" USING btree ("prediction_id","row","account_id","kind") WHERE corrects is null;--> statement-breakpoint
CREATE UNIQUE INDEX "review_last_word" ON "vouch"."review" USING btree ("prediction_id","row") WHERE corrects is null and kind = 'adjudication';--> statement-breakpoint
CREATE UNIQUE INDEX "review_corrects" ON "vouch"."review" USING btree ("corrects");--> statement-breakpoint
CREATE INDEX "review_call" ON "vouch"."review" USING btree ("prediction_id","row");--> statement-breakpoint
CREATE INDEX "review_account" ON "vouch"."review" USING btree ("account_id","id");--> statement-breakpoint
CREATE INDEX "review_domain" ON "vouch"."review" USING btree ("domain","id");--> statement-breakpoint
CREATE UNIQUE INDEX "review_item_call" ON "vouch"."review_item" USING btree ("prediction_id","row");--> statement-breakpoint
CREATE INDEX "review_item_queue" ON "vouch"."review_item" USING btree ("domain","state","priority");--> statement-breakpoint
CREATE INDEX "review_lease_account" ON "vouch"."review_lease" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "sight_call" ON "vouch"."sight" USING btree ("prediction_id");--> statement-breakpoint
ALTER TABLE "vouch"."prediction" ADD CONSTRAINT "prediction_patient_id_patient_id_fk" FOREIGN KEY ("patient_id") REFERENCES "vouch"."patient"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "prediction_patient" ON "vouch"."prediction" USING btree ("patient_id","id") WHERE patient_id is not null;--> statement-breakpoint
CREATE FUNCTION vouch.keep_events() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'permission denied: % is only ever added to', tg_table_name USING errcode = 'insufficient_privilege';
END $body$;--> statement-breakpoint
CREATE TRIGGER review_kept BEFORE UPDATE OR DELETE ON vouch.review
  FOR EACH ROW EXECUTE FUNCTION vouch.keep_events();--> statement-breakpoint
CREATE TRIGGER review_not_emptied BEFORE TRUNCATE ON vouch.review
  FOR EACH STATEMENT EXECUTE FUNCTION vouch.keep_events();--> statement-breakpoint
CREATE TRIGGER outcome_kept BEFORE UPDATE OR DELETE ON vouch.outcome
  FOR EACH ROW EXECUTE FUNCTION vouch.keep_events();--> statement-breakpoint
CREATE TRIGGER outcome_not_emptied BEFORE TRUNCATE ON vouch.outcome
  FOR EACH STATEMENT EXECUTE FUNCTION vouch.keep_events();
