-- The tables of the first rooms. Every table carries its organisation, and the keys between tables carry it too, so that a row
-- cannot point into another organisation.

-- identity ------------------------------------------------------------------------------------------------------------

create table organisations (
	id text not null,
	name text not null,
	created_at timestamptz not null,
	constraint organisations_key primary key (id),
	constraint organisations_name_is_one_line check (name <> '' and length(name) <= 256 and name !~ '[[:cntrl:]]')
);

create table people (
	organisation_id text not null,
	id text not null,
	email text not null,
	display_name text not null,
	groups text[] not null,
	role text not null,
	created_at timestamptz not null,
	removed_at timestamptz,
	constraint people_key primary key (organisation_id, id),
	constraint people_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint people_role_is_known check (role in ('owner', 'member')),
	constraint people_email_is_lower_case check (email = lower(email)),
	constraint people_owner_stays check (role <> 'owner' or removed_at is null)
);

create unique index people_email_once_per_organisation on people (organisation_id, email) where removed_at is null;
create unique index people_one_owner_per_organisation on people (organisation_id) where role = 'owner';

-- At most one owner is the index above; at least one is checked at the end of each transaction that touches people or organisations.
create function check_organisation_has_owner() returns trigger language plpgsql as $$
declare
	organisation text := (case when tg_op = 'INSERT' then to_jsonb(new) else to_jsonb(old) end) ->> tg_argv[0];
begin
	if exists (select from organisations where id = organisation)
		and not exists (select from people where organisation_id = organisation and role = 'owner') then
		raise exception 'organisation % has no owner', organisation
			using errcode = 'check_violation', constraint = 'organisations_have_an_owner';
	end if;
	return null;
end $$;

create constraint trigger organisations_have_an_owner after insert on organisations
	deferrable initially deferred for each row execute function check_organisation_has_owner('id');
create constraint trigger people_leave_an_owner after update or delete on people
	deferrable initially deferred for each row execute function check_organisation_has_owner('organisation_id');

create table sign_in_links (
	organisation_id text not null,
	id text not null,
	person_id text not null,
	secret_hash text not null,
	expires_at timestamptz not null,
	used_at timestamptz,
	constraint sign_in_links_key primary key (id),
	constraint sign_in_links_person_exists foreign key (organisation_id, person_id) references people (organisation_id, id),
	constraint sign_in_links_hash_is_sha256 check (secret_hash ~ '^[0-9a-f]{64}$')
);
create index sign_in_links_by_person on sign_in_links (organisation_id, person_id) where used_at is null;

create table api_tokens (
	organisation_id text not null,
	id text not null,
	person_id text not null,
	secret_hash text not null,
	label text not null,
	created_at timestamptz not null,
	expires_at timestamptz,
	ended_at timestamptz,
	last_used_at timestamptz,
	constraint api_tokens_key primary key (id),
	constraint api_tokens_person_exists foreign key (organisation_id, person_id) references people (organisation_id, id),
	constraint api_tokens_hash_is_sha256 check (secret_hash ~ '^[0-9a-f]{64}$')
);
create index api_tokens_by_person on api_tokens (organisation_id, person_id) where ended_at is null;

-- audit ---------------------------------------------------------------------------------------------------------------
-- One chain per organisation; how a hash is made stands in rooms/audit/chain.ts. No foreign keys: the chain outlives what it tells of.

create table audit_heads (
	organisation_id text not null,
	seq bigint not null,
	hash text not null,
	constraint audit_heads_key primary key (organisation_id),
	constraint audit_heads_hash_is_sha256 check (hash ~ '^[0-9a-f]{64}$')
);

create table audit_records (
	organisation_id text not null,
	seq bigint not null,
	id text not null,
	at timestamptz not null,
	code text not null,
	outcome text not null,
	who_kind text not null,
	who_id text not null,
	who_email text,
	subject_id text,
	cluster_ids text[] not null,
	cluster_names text[] not null,
	channel text,
	process_id text,
	duration_ms bigint,
	digest text,
	ref text,
	facts text not null,
	previous_hash text not null,
	hash text not null,
	constraint audit_records_key primary key (organisation_id, seq),
	constraint audit_records_id_once unique (organisation_id, id),
	constraint audit_records_seq_from_one check (seq >= 1),
	constraint audit_records_outcome_is_known check (outcome in ('opened', 'succeeded', 'failed', 'denied', 'cancelled', 'lost')),
	constraint audit_records_who_is_known check (who_kind in ('person', 'agent', 'process')),
	constraint audit_records_person_has_email check ((who_kind = 'person') = (who_email is not null)),
	constraint audit_records_hashes_are_sha256 check (previous_hash ~ '^[0-9a-f]{64}$' and hash ~ '^[0-9a-f]{64}$'),
	constraint audit_records_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$'),
	constraint audit_records_facts_are_json check (jsonb_typeof(facts::jsonb) = 'object')
);
create index audit_records_by_person on audit_records (organisation_id, who_id, seq);
create index audit_records_by_email on audit_records (organisation_id, who_email, seq);
create index audit_records_by_code on audit_records (organisation_id, code, seq);
create index audit_records_by_subject on audit_records (organisation_id, subject_id, seq);
create index audit_records_by_time on audit_records (organisation_id, at, seq);
create index audit_records_by_cluster on audit_records using gin (cluster_names);

create function refuse_change() returns trigger language plpgsql as $$
begin
	raise exception '% is append only', tg_table_name using errcode = 'restrict_violation', constraint = 'audit_records_are_append_only';
end $$;
create trigger audit_records_are_append_only before update or delete on audit_records
	for each row execute function refuse_change();
create trigger audit_records_are_not_truncated before truncate on audit_records
	for each statement execute function refuse_change();

-- A head only moves forward, one record at a time.
create function check_head_moves_forward() returns trigger language plpgsql as $$
begin
	if tg_op = 'DELETE' or new.organisation_id <> old.organisation_id or new.seq <> old.seq + 1 then
		raise exception 'the head of an audit chain only moves forward' using errcode = 'restrict_violation', constraint = 'audit_heads_move_forward';
	end if;
	return new;
end $$;
create trigger audit_heads_move_forward before update or delete on audit_heads
	for each row execute function check_head_moves_forward();

-- The mutable projection of commands; states as drawn in rooms/audit/command-record.ts.
create table commands (
	organisation_id text not null,
	id text not null,
	person_id text not null,
	email text not null,
	conversation jsonb not null,
	text text not null,
	words text[] not null,
	state text not null,
	process_id text not null,
	started_at timestamptz not null,
	ended_at timestamptz,
	error jsonb,
	constraint commands_key primary key (organisation_id, id),
	constraint commands_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint commands_state_is_known check (state in ('running', 'succeeded', 'failed', 'denied', 'cancelled', 'lost')),
	constraint commands_ended_when_not_running check ((state = 'running') = (ended_at is null))
);
create index commands_newest_first on commands (organisation_id, started_at desc, id desc);
create index commands_running_by_process on commands (process_id) where state = 'running';

create table command_runs (
	organisation_id text not null,
	command_id text not null,
	run_id text not null,
	position integer not null,
	cluster_id text,
	cluster_name text not null,
	state text not null,
	started_at timestamptz not null,
	ended_at timestamptz,
	exit_code integer,
	duration_ms bigint,
	output_bytes bigint not null,
	truncated boolean not null,
	digest text,
	output_key text,
	error jsonb,
	gate jsonb,
	constraint command_runs_key primary key (organisation_id, command_id, run_id),
	constraint command_runs_id_once unique (organisation_id, run_id),
	constraint command_runs_command_exists foreign key (organisation_id, command_id) references commands (organisation_id, id),
	constraint command_runs_state_is_known check (state in ('running', 'succeeded', 'failed', 'denied', 'cancelled', 'lost')),
	constraint command_runs_ended_when_not_running check ((state = 'running') = (ended_at is null)),
	constraint command_runs_digest_is_sha256 check (digest ~ '^[0-9a-f]{64}$')
);

-- fleet ---------------------------------------------------------------------------------------------------------------

create table bus_accounts (
	organisation_id text not null,
	account_id text not null,
	sealed_secrets text not null,
	revision integer not null,
	pushed_revision integer not null,
	constraint bus_accounts_key primary key (organisation_id),
	constraint bus_accounts_account_once unique (account_id),
	constraint bus_accounts_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint bus_accounts_push_is_not_ahead check (pushed_revision <= revision)
);

create table clusters (
	organisation_id text not null,
	id text not null,
	name text not null,
	labels jsonb not null,
	state text not null,
	since timestamptz not null,
	created_at timestamptz not null,
	removed_at timestamptz,
	constraint clusters_key primary key (organisation_id, id),
	constraint clusters_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint clusters_name_is_a_dns_label check (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
	constraint clusters_state_is_known check (state in ('joining', 'alive', 'lost', 'away', 'removed')),
	constraint clusters_removed_is_said check ((state = 'removed') = (removed_at is not null))
);
create unique index clusters_name_once_per_organisation on clusters (organisation_id, name) where removed_at is null;

create table join_tokens (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	used_at timestamptz,
	constraint join_tokens_key primary key (organisation_id, id),
	constraint join_tokens_cluster_exists foreign key (organisation_id, cluster_id) references clusters (organisation_id, id)
);
create index join_tokens_by_cluster on join_tokens (organisation_id, cluster_id) where used_at is null;

create table agents (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	user_key text not null,
	enrolled_at timestamptz not null,
	credential_expires_at timestamptz not null,
	revoked_at timestamptz,
	last_seen_at timestamptz,
	agent_version text not null,
	protocol integer not null,
	cluster_uid text,
	configuration_version integer not null,
	running integer not null,
	kubernetes jsonb,
	plugins jsonb not null,
	constraint agents_key primary key (organisation_id, id),
	constraint agents_cluster_exists foreign key (organisation_id, cluster_id) references clusters (organisation_id, id),
	constraint agents_user_key_is_an_nkey check (user_key ~ '^U[A-Z2-7]{55}$')
);
create unique index agents_one_speaker_per_cluster on agents (organisation_id, cluster_id) where revoked_at is null;
create index agents_by_id on agents (id) where revoked_at is null;
create index agents_revoked on agents (organisation_id, credential_expires_at) where revoked_at is not null;

-- catalog -------------------------------------------------------------------------------------------------------------

create table configurations (
	organisation_id text not null,
	version integer not null,
	yaml text not null,
	author_id text not null,
	author text not null,
	created_at timestamptz not null,
	note text,
	constraint configurations_key primary key (organisation_id, version),
	constraint configurations_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint configurations_version_from_one check (version >= 1)
);
create trigger configurations_are_append_only before update or delete on configurations
	for each row execute function refuse_change();
