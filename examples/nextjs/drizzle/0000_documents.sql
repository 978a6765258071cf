CREATE TABLE "documents" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"owner_id" text NOT NULL,
	"org_id" text NOT NULL,
	"shared_with_users" text[] NOT NULL,
	"shared_with_organizations" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "documents_have_an_organization" CHECK ("documents"."org_id" <> '')
);
--> statement-breakpoint
CREATE INDEX "documents_by_age" ON "documents" USING btree ("created_at","id");