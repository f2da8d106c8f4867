-- Heads of audit chains that were signed with a key the database does not hold; what is signed stands in rooms/audit/signed-head.ts.

create table audit_signed_heads (
	organisation_id text not null,
	seq bigint not null,
	hash text not null,
	at timestamptz not null,
	public_key text not null,
	signature text not null,
	constraint audit_signed_heads_key primary key (organisation_id, seq),
	constraint audit_signed_heads_seq_from_one check (seq >= 1),
	constraint audit_signed_heads_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$')
);
create trigger audit_signed_heads_are_append_only before update or delete on audit_signed_heads
	for each row execute function refuse_change();
create trigger audit_signed_heads_are_not_truncated before truncate on audit_signed_heads
	for each statement execute function refuse_change();
create trigger audit_heads_are_not_truncated before truncate on audit_heads
	for each statement execute function refuse_change();

-- The table by which records are found by cluster is written by its owner alone: the application's role needs no right to it. The
-- search path is fixed, so that no table of a caller is taken for ours.
do $$ begin
	execute format('alter function index_clusters_of_records() security definer set search_path = %I, pg_temp', current_schema());
end $$;

-- What the readiness check writes: a database that only reads is not ready.
create table database_probe (
	is_only_row boolean not null,
	written_at timestamptz not null,
	constraint database_probe_key primary key (is_only_row),
	constraint database_probe_has_one_row check (is_only_row)
);
