-- The schema that all migrations together make. Generated: see schema.test.ts. Do not edit; write a migration.

create table account_passwords (
	account_id text not null,
	hash text not null,
	set_at timestamp with time zone not null,
	reach text[],
	proved_for text,
	constraint account_passwords_account_exists FOREIGN KEY (account_id) REFERENCES accounts(id),
	constraint account_passwords_proved_for_exists FOREIGN KEY (proved_for) REFERENCES organisations(id),
	constraint account_passwords_hash_is_scrypt CHECK (hash ~ '^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9_-]+\$[A-Za-z0-9_-]+$'::text),
	constraint account_passwords_reach_has_its_proof CHECK ((reach IS NULL) = (proved_for IS NULL))
);
CREATE UNIQUE INDEX account_passwords_key ON public.account_passwords USING btree (account_id, COALESCE(proved_for, ''::text));

create table accounts (
	id text not null,
	email text not null,
	display_name text not null,
	created_at timestamp with time zone not null,
	constraint accounts_key PRIMARY KEY (id),
	constraint accounts_email_once UNIQUE (email),
	constraint accounts_id_with_email UNIQUE (id, email),
	constraint accounts_email_is_lower_case CHECK (email = lower(email))
);

create table action_runs (
	organisation_id text not null,
	action text not null,
	cluster_id text not null,
	notice_id text not null,
	display_name text not null,
	cluster_name text not null,
	channel text not null,
	object text not null,
	state text not null,
	command_id text not null,
	command text not null,
	reason text,
	happened_at timestamp with time zone not null,
	at timestamp with time zone not null,
	claimed_until timestamp with time zone,
	said_at timestamp with time zone,
	constraint action_runs_key PRIMARY KEY (organisation_id, action, cluster_id, notice_id),
	constraint action_runs_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint action_runs_not_run_say_why CHECK ((state = ANY (ARRAY['late'::text, 'held'::text, 'failed'::text])) = (reason IS NOT NULL)),
	constraint action_runs_state_is_known CHECK (state = ANY (ARRAY['due'::text, 'run'::text, 'late'::text, 'held'::text, 'failed'::text]))
);
CREATE INDEX action_runs_by_age ON public.action_runs USING btree (at);
CREATE INDEX action_runs_due ON public.action_runs USING btree (at) WHERE (state = 'due'::text);
CREATE INDEX action_runs_recent ON public.action_runs USING btree (organisation_id, action, at) WHERE (state = ANY (ARRAY['due'::text, 'run'::text]));
CREATE INDEX action_runs_said ON public.action_runs USING btree (organisation_id, action, state, said_at) WHERE (said_at IS NOT NULL);
CREATE INDEX action_runs_unsaid ON public.action_runs USING btree (organisation_id, action, state) WHERE ((said_at IS NULL) AND (state <> ALL (ARRAY['due'::text, 'run'::text])));

create table agent_event_marks (
	organisation_id text not null,
	agent_id text not null,
	epoch text not null,
	committed bigint not null default 0,
	received bigint not null default 0,
	dropped bigint not null default 0,
	kept bigint not null default 0,
	kept_bytes bigint not null default 0,
	used_at timestamp with time zone not null,
	constraint agent_event_marks_key PRIMARY KEY (organisation_id, agent_id, epoch),
	constraint agent_event_marks_agent_exists FOREIGN KEY (organisation_id, agent_id) REFERENCES agents(organisation_id, id),
	constraint agent_event_marks_count_up CHECK (committed >= received AND received >= kept AND kept >= 0 AND kept_bytes >= 0 AND dropped >= 0)
);
CREATE INDEX agent_event_marks_by_use ON public.agent_event_marks USING btree (used_at);

create table agent_events (
	organisation_id text not null,
	agent_id text not null,
	epoch text not null,
	number bigint not null,
	happened_at timestamp with time zone not null,
	source text not null,
	kind text not null,
	data text not null,
	bytes integer not null,
	received_at timestamp with time zone not null,
	constraint agent_events_key PRIMARY KEY (organisation_id, agent_id, epoch, number),
	constraint agent_events_mark_exists FOREIGN KEY (organisation_id, agent_id, epoch) REFERENCES agent_event_marks(organisation_id, agent_id, epoch) ON DELETE CASCADE
);
CREATE INDEX agent_events_by_age ON public.agent_events USING btree (received_at);

create table agents (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	user_key text not null,
	enrolled_at timestamp with time zone not null,
	credential_expires_at timestamp with time zone not null,
	revoked_at timestamp with time zone,
	last_seen_at timestamp with time zone,
	agent_version text not null,
	protocol integer not null,
	cluster_uid text,
	configuration_version integer not null,
	running integer not null,
	kubernetes jsonb,
	plugins jsonb not null,
	rotation_asked_at timestamp with time zone,
	next_user_key text,
	constraint agents_key PRIMARY KEY (organisation_id, id),
	constraint agents_cluster_exists FOREIGN KEY (organisation_id, cluster_id) REFERENCES clusters(organisation_id, id),
	constraint agents_next_key_in_rotation CHECK (next_user_key IS NULL OR rotation_asked_at IS NOT NULL),
	constraint agents_next_user_key_is_an_nkey CHECK (next_user_key ~ '^U[A-Z2-7]{55}$'::text),
	constraint agents_user_key_is_an_nkey CHECK (user_key ~ '^U[A-Z2-7]{55}$'::text)
);
CREATE INDEX agents_by_id ON public.agents USING btree (id) WHERE (revoked_at IS NULL);
CREATE UNIQUE INDEX agents_one_speaker_per_cluster ON public.agents USING btree (organisation_id, cluster_id) WHERE (revoked_at IS NULL);
CREATE INDEX agents_revoked ON public.agents USING btree (organisation_id, credential_expires_at) WHERE (revoked_at IS NOT NULL);
CREATE TRIGGER agents_are_copied_to_their_clusters AFTER INSERT ON agents FOR EACH ROW EXECUTE FUNCTION copy_agent_to_cluster();
CREATE TRIGGER agents_with_news_are_copied_to_their_clusters AFTER UPDATE ON agents FOR EACH ROW WHEN (old.agent_version IS DISTINCT FROM new.agent_version OR (old.kubernetes ->> 'version'::text) IS DISTINCT FROM (new.kubernetes ->> 'version'::text) OR old.running IS DISTINCT FROM new.running OR old.revoked_at IS DISTINCT FROM new.revoked_at) EXECUTE FUNCTION copy_agent_to_cluster();

create table api_tokens (
	organisation_id text not null,
	id text not null,
	person_id text not null,
	secret_hash text not null,
	label text not null,
	created_at timestamp with time zone not null,
	expires_at timestamp with time zone,
	ended_at timestamp with time zone,
	last_used_at timestamp with time zone,
	scopes text[],
	constraint api_tokens_key PRIMARY KEY (id),
	constraint api_tokens_person_exists FOREIGN KEY (organisation_id, person_id) REFERENCES people(organisation_id, id),
	constraint api_tokens_hash_is_sha256 CHECK (secret_hash ~ '^[0-9a-f]{64}$'::text),
	constraint api_tokens_scopes_are_known CHECK (scopes <@ ARRAY['read'::text, 'run'::text, 'configure'::text, 'people'::text] AND cardinality(scopes) > 0)
);
CREATE INDEX api_tokens_by_person ON public.api_tokens USING btree (organisation_id, person_id) WHERE (ended_at IS NULL);

create table audit_heads (
	organisation_id text not null,
	seq bigint not null,
	hash text not null,
	constraint audit_heads_key PRIMARY KEY (organisation_id),
	constraint audit_heads_hash_is_sha256 CHECK (hash ~ '^[0-9a-f]{64}$'::text)
);
CREATE TRIGGER audit_heads_are_not_truncated BEFORE TRUNCATE ON audit_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_heads_move_forward BEFORE DELETE OR UPDATE ON audit_heads FOR EACH ROW EXECUTE FUNCTION check_head_moves_forward();

create table audit_record_clusters (
	organisation_id text not null,
	cluster_name text not null,
	at timestamp with time zone not null,
	seq bigint not null,
	constraint audit_record_clusters_key PRIMARY KEY (organisation_id, cluster_name, at, seq)
);
CREATE TRIGGER audit_record_clusters_are_append_only BEFORE DELETE OR UPDATE ON audit_record_clusters FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_record_clusters_are_not_truncated BEFORE TRUNCATE ON audit_record_clusters FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table audit_records (
	organisation_id text not null,
	seq bigint not null,
	id text not null,
	at timestamp with time zone not null,
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
	facts_salt text,
	constraint audit_records_key PRIMARY KEY (organisation_id, seq),
	constraint audit_records_id_once UNIQUE (organisation_id, id),
	constraint audit_records_digest_is_sha256 CHECK (digest ~ '^[0-9a-f]{64}$'::text),
	constraint audit_records_facts_are_json CHECK (jsonb_typeof(facts::jsonb) = 'object'::text),
	constraint audit_records_facts_salt_is_hex CHECK (facts_salt ~ '^[0-9a-f]{32}$'::text),
	constraint audit_records_hashes_are_sha256 CHECK (previous_hash ~ '^[0-9a-f]{64}$'::text AND hash ~ '^[0-9a-f]{64}$'::text),
	constraint audit_records_outcome_is_known CHECK (outcome = ANY (ARRAY['opened'::text, 'succeeded'::text, 'failed'::text, 'silent'::text, 'denied'::text, 'not-understood'::text, 'cancelled'::text, 'lost'::text])) NOT VALID,
	constraint audit_records_person_has_email CHECK ((who_kind = ANY (ARRAY['person'::text, 'automation'::text])) = (who_email IS NOT NULL)),
	constraint audit_records_seq_from_one CHECK (seq >= 1),
	constraint audit_records_who_is_known CHECK (who_kind = ANY (ARRAY['person'::text, 'automation'::text, 'agent'::text, 'process'::text]))
);
CREATE INDEX audit_records_by_code ON public.audit_records USING btree (organisation_id, code, at, seq);
CREATE INDEX audit_records_by_code_and_outcome ON public.audit_records USING btree (organisation_id, code, outcome, at, seq);
CREATE INDEX audit_records_by_email ON public.audit_records USING btree (organisation_id, who_email, at, seq) WHERE (who_email IS NOT NULL);
CREATE INDEX audit_records_by_outcome ON public.audit_records USING btree (organisation_id, outcome, at, seq);
CREATE INDEX audit_records_by_subject ON public.audit_records USING btree (organisation_id, subject_id, at, seq) WHERE (subject_id IS NOT NULL);
CREATE INDEX audit_records_by_time ON public.audit_records USING btree (organisation_id, at, seq);
CREATE TRIGGER audit_records_are_append_only BEFORE DELETE OR UPDATE ON audit_records FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_records_are_not_truncated BEFORE TRUNCATE ON audit_records FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_records_index_their_clusters AFTER INSERT ON audit_records REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION index_clusters_of_records();

create table audit_signed_heads (
	organisation_id text not null,
	seq bigint not null,
	hash text not null,
	at timestamp with time zone not null,
	public_key text not null,
	signature text not null,
	constraint audit_signed_heads_key PRIMARY KEY (organisation_id, seq, signature),
	constraint audit_signed_heads_hash_is_sha256 CHECK (hash ~ '^[0-9a-f]{64}$'::text),
	constraint audit_signed_heads_seq_from_one CHECK (seq >= 1)
);
CREATE TRIGGER audit_signed_heads_are_append_only BEFORE DELETE OR UPDATE ON audit_signed_heads FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_signed_heads_are_not_truncated BEFORE TRUNCATE ON audit_signed_heads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_signed_heads_are_of_records BEFORE INSERT ON audit_signed_heads FOR EACH ROW EXECUTE FUNCTION check_signed_head_is_of_a_record();

create table bus_accounts (
	organisation_id text not null,
	account_id text not null,
	sealed_secrets text not null,
	revision integer not null,
	pushed_revision integer not null,
	constraint bus_accounts_key PRIMARY KEY (organisation_id),
	constraint bus_accounts_account_once UNIQUE (account_id),
	constraint bus_accounts_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint bus_accounts_push_is_not_ahead CHECK (pushed_revision <= revision)
);

create table clusters (
	organisation_id text not null,
	id text not null,
	name text not null,
	labels jsonb not null,
	state text not null,
	since timestamp with time zone not null,
	created_at timestamp with time zone not null,
	removed_at timestamp with time zone,
	agent_version text not null default ''::text,
	kubernetes_version text not null default ''::text,
	running integer,
	constraint clusters_key PRIMARY KEY (organisation_id, id),
	constraint clusters_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint clusters_name_is_a_dns_label CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'::text),
	constraint clusters_removed_is_said CHECK ((state = 'removed'::text) = (removed_at IS NOT NULL)),
	constraint clusters_state_is_known CHECK (state = ANY (ARRAY['joining'::text, 'alive'::text, 'degraded'::text, 'lost'::text, 'away'::text, 'removed'::text]))
);
CREATE INDEX clusters_by_agent ON public.clusters USING btree (organisation_id, ((agent_version = ''::text)), natural_key(agent_version) COLLATE "C", natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_kubernetes ON public.clusters USING btree (organisation_id, ((kubernetes_version = ''::text)), natural_key(kubernetes_version) COLLATE "C", natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_labels ON public.clusters USING btree (organisation_id, ((label_key(labels) = ''::text)), natural_key(label_key(labels)) COLLATE "C", natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_name ON public.clusters USING btree (organisation_id, name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_natural_name ON public.clusters USING btree (organisation_id, natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_running ON public.clusters USING btree (organisation_id, COALESCE(running, '-1'::integer), natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_since ON public.clusters USING btree (organisation_id, milliseconds(since), natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX clusters_by_trouble ON public.clusters USING btree (organisation_id, trouble_rank(state), natural_key(name) COLLATE "C", name COLLATE "C") WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX clusters_name_once_per_organisation ON public.clusters USING btree (organisation_id, name) WHERE (removed_at IS NULL);

create table command_runs (
	organisation_id text not null,
	command_id text not null,
	run_id text not null,
	"position" integer not null,
	cluster_id text,
	cluster_name text not null,
	state text not null,
	started_at timestamp with time zone not null,
	ended_at timestamp with time zone,
	exit_code integer,
	duration_ms bigint,
	output_bytes bigint not null,
	truncated boolean not null,
	digest text,
	output_key text,
	error jsonb,
	gate jsonb,
	message jsonb,
	constraint command_runs_key PRIMARY KEY (organisation_id, command_id, run_id),
	constraint command_runs_id_once UNIQUE (organisation_id, run_id),
	constraint command_runs_command_exists FOREIGN KEY (organisation_id, command_id) REFERENCES commands(organisation_id, id),
	constraint command_runs_digest_is_sha256 CHECK (digest ~ '^[0-9a-f]{64}$'::text),
	constraint command_runs_ended_when_not_running CHECK ((state = 'running'::text) = (ended_at IS NULL)),
	constraint command_runs_message_is_small CHECK (octet_length(message::text) <= 262144),
	constraint command_runs_state_is_known CHECK (state = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text, 'denied'::text, 'cancelled'::text, 'lost'::text]))
);
CREATE INDEX command_runs_by_cluster ON public.command_runs USING btree (organisation_id, cluster_name, started_at, command_id);
CREATE INDEX command_runs_by_start ON public.command_runs USING btree (organisation_id, started_at);

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
	started_at timestamp with time zone not null,
	ended_at timestamp with time zone,
	error jsonb,
	input jsonb,
	answer text,
	automation text,
	constraint commands_key PRIMARY KEY (organisation_id, id),
	constraint commands_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint commands_answer_is_small CHECK (octet_length(answer) <= 65536),
	constraint commands_ended_when_not_running CHECK ((state = 'running'::text) = (ended_at IS NULL)),
	constraint commands_state_is_known CHECK (state = ANY (ARRAY['running'::text, 'succeeded'::text, 'failed'::text, 'denied'::text, 'cancelled'::text, 'lost'::text]))
);
CREATE INDEX commands_by_email ON public.commands USING btree (organisation_id, email, started_at, id);
CREATE INDEX commands_by_platform_and_channel ON public.commands USING btree (organisation_id, ((conversation ->> 'platform'::text)), ((conversation ->> 'channel'::text)), started_at, id);
CREATE INDEX commands_by_state ON public.commands USING btree (organisation_id, state, started_at, id);
CREATE INDEX commands_by_thread ON public.commands USING btree (organisation_id, ((conversation ->> 'threadId'::text)), started_at, id) WHERE ((conversation ->> 'threadId'::text) IS NOT NULL);
CREATE INDEX commands_newest_first ON public.commands USING btree (organisation_id, started_at DESC, id DESC);
CREATE INDEX commands_roots_by_platform_and_channel ON public.commands USING btree (organisation_id, ((conversation ->> 'platform'::text)), ((conversation ->> 'channel'::text)), started_at, id) WHERE ((conversation ->> 'threadId'::text) IS NULL);
CREATE INDEX commands_running_by_process ON public.commands USING btree (process_id) WHERE (state = 'running'::text);

create table configuration_proposals (
	organisation_id text not null,
	number integer not null,
	base integer not null,
	yaml text not null,
	note text,
	widens text[] not null,
	rolled_back_to integer,
	author_id text not null,
	author text not null,
	created_at timestamp with time zone not null,
	expires_at timestamp with time zone not null,
	state text not null default 'pending'::text,
	decided_by text,
	decided_at timestamp with time zone,
	constraint configuration_proposals_key PRIMARY KEY (organisation_id, number),
	constraint configuration_proposals_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint configuration_proposals_decided_by_somebody CHECK ((state = 'pending'::text) = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
	constraint configuration_proposals_number_from_one CHECK (number >= 1),
	constraint configuration_proposals_state_is_known CHECK (state = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text]))
);

create table configurations (
	organisation_id text not null,
	version integer not null,
	yaml text not null,
	author_id text not null,
	author text not null,
	created_at timestamp with time zone not null,
	note text,
	constraint configurations_key PRIMARY KEY (organisation_id, version),
	constraint configurations_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint configurations_version_from_one CHECK (version >= 1)
);
CREATE TRIGGER configurations_are_append_only BEFORE DELETE OR UPDATE ON configurations FOR EACH ROW EXECUTE FUNCTION refuse_change();

create table database_probe (
	is_only_row boolean not null,
	written_at timestamp with time zone not null,
	constraint database_probe_key PRIMARY KEY (is_only_row),
	constraint database_probe_has_one_row CHECK (is_only_row)
);

create table invitations (
	organisation_id text not null,
	id text not null,
	email text not null,
	display_name text not null,
	groups text[] not null,
	secret_hash text not null,
	invited_by text not null,
	created_at timestamp with time zone not null,
	expires_at timestamp with time zone not null,
	accepted_at timestamp with time zone,
	withdrawn_at timestamp with time zone,
	approved_at timestamp with time zone,
	approved_by text,
	constraint invitations_key PRIMARY KEY (id),
	constraint invitations_approver_exists FOREIGN KEY (organisation_id, approved_by) REFERENCES people(organisation_id, id),
	constraint invitations_inviter_exists FOREIGN KEY (organisation_id, invited_by) REFERENCES people(organisation_id, id),
	constraint invitations_approved_when CHECK (approved_by IS NULL OR approved_at IS NOT NULL),
	constraint invitations_approver_is_another CHECK (approved_by <> invited_by),
	constraint invitations_email_is_lower_case CHECK (email = lower(email)),
	constraint invitations_end_once CHECK (accepted_at IS NULL OR withdrawn_at IS NULL),
	constraint invitations_hash_is_sha256 CHECK (secret_hash ~ '^[0-9a-f]{64}$'::text)
);
CREATE INDEX invitations_by_end ON public.invitations USING btree (expires_at);
CREATE INDEX invitations_open ON public.invitations USING btree (organisation_id, id) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));
CREATE UNIQUE INDEX invitations_open_once_per_email ON public.invitations USING btree (organisation_id, email) WHERE ((accepted_at IS NULL) AND (withdrawn_at IS NULL));

create table jobs (
	organisation_id text not null,
	id text not null,
	name text not null,
	subject text not null,
	"position" bigint not null,
	idempotency_key text not null,
	payload text not null,
	state text not null default 'waiting'::text,
	due_at timestamp with time zone not null default now(),
	attempts integer not null default 0,
	claim bigint not null default 0,
	claimed_until timestamp with time zone,
	error text,
	created_at timestamp with time zone not null default now(),
	ended_at timestamp with time zone,
	constraint jobs_key PRIMARY KEY (organisation_id, id),
	constraint jobs_are_written_once UNIQUE (organisation_id, name, idempotency_key),
	constraint jobs_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint jobs_dead_say_why CHECK (state <> 'dead'::text OR error IS NOT NULL),
	constraint jobs_have_an_end CHECK ((state = 'waiting'::text) = (ended_at IS NULL)),
	constraint jobs_state_is_known CHECK (state = ANY (ARRAY['waiting'::text, 'done'::text, 'dead'::text]))
);
CREATE INDEX jobs_dead ON public.jobs USING btree (organisation_id, ended_at DESC) WHERE (state = 'dead'::text);
CREATE INDEX jobs_done ON public.jobs USING btree (ended_at) WHERE (state = 'done'::text);
CREATE INDEX jobs_due ON public.jobs USING btree (due_at) WHERE (state = 'waiting'::text);
CREATE INDEX jobs_of_a_subject ON public.jobs USING btree (organisation_id, name, subject, "position") WHERE (state = 'waiting'::text);

create table join_tokens (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	created_at timestamp with time zone not null,
	expires_at timestamp with time zone not null,
	used_at timestamp with time zone,
	made_by text,
	constraint join_tokens_key PRIMARY KEY (organisation_id, id),
	constraint join_tokens_cluster_exists FOREIGN KEY (organisation_id, cluster_id) REFERENCES clusters(organisation_id, id)
);
CREATE INDEX join_tokens_by_cluster ON public.join_tokens USING btree (organisation_id, cluster_id) WHERE (used_at IS NULL);

create table leases (
	name text not null,
	token bigint not null,
	holder text not null,
	acquired_at timestamp with time zone not null,
	constraint leases_key PRIMARY KEY (name),
	constraint leases_token_grows CHECK (token > 0)
);

create table machine_tokens (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	secret_hash text not null,
	label text not null,
	made_by text not null,
	created_at timestamp with time zone not null,
	expires_at timestamp with time zone,
	ended_at timestamp with time zone,
	last_used_at timestamp with time zone,
	constraint machine_tokens_key PRIMARY KEY (id),
	constraint machine_tokens_cluster_exists FOREIGN KEY (organisation_id, cluster_id) REFERENCES clusters(organisation_id, id),
	constraint machine_tokens_maker_exists FOREIGN KEY (organisation_id, made_by) REFERENCES people(organisation_id, id),
	constraint machine_tokens_hash_is_sha256 CHECK (secret_hash ~ '^[0-9a-f]{64}$'::text)
);
CREATE INDEX machine_tokens_by_cluster ON public.machine_tokens USING btree (organisation_id, cluster_id, id) WHERE (ended_at IS NULL);
CREATE INDEX machine_tokens_by_end ON public.machine_tokens USING btree (organisation_id, expires_at) WHERE (ended_at IS NULL);

create table notice_addressees (
	organisation_id text not null,
	door text not null,
	address text not null,
	tokens double precision not null,
	tokens_at timestamp with time zone not null,
	hour_count integer not null default 0,
	hour_began_at timestamp with time zone not null,
	due_at timestamp with time zone,
	claimed_until timestamp with time zone,
	attempts integer not null default 0,
	error text,
	constraint notice_addressees_key PRIMARY KEY (organisation_id, door, address),
	constraint notice_addressees_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id)
);
CREATE INDEX notice_addressees_due ON public.notice_addressees USING btree (due_at) WHERE (due_at IS NOT NULL);

create table notice_deliveries (
	organisation_id text not null,
	cluster_id text not null,
	notice_id text not null,
	door text not null,
	address text not null,
	outcome text not null,
	post_id text,
	silence_id text,
	happened_at timestamp with time zone not null,
	at timestamp with time zone not null,
	constraint notice_deliveries_key PRIMARY KEY (organisation_id, cluster_id, notice_id, door, address),
	constraint notice_deliveries_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint notice_deliveries_outcome_is_known CHECK (outcome = ANY (ARRAY['posted'::text, 'grouped'::text, 'digested'::text, 'silenced'::text, 'no-door'::text, 'dropped'::text]))
);
CREATE INDEX notice_deliveries_by_age ON public.notice_deliveries USING btree (at);
CREATE INDEX notice_deliveries_of_a_post ON public.notice_deliveries USING btree (organisation_id, post_id) WHERE (post_id IS NOT NULL);

create table notice_posts (
	organisation_id text not null,
	id text not null,
	door text not null,
	address text not null,
	number bigint not null,
	form text not null,
	key text not null,
	family text,
	cluster_id text,
	cluster_name text,
	first_notice text not null,
	last_notice text not null,
	title text not null,
	level text not null,
	count bigint not null,
	first_at timestamp with time zone not null,
	last_at timestamp with time zone not null,
	resolved_at timestamp with time zone,
	is_open boolean not null,
	created_at timestamp with time zone not null,
	touched_at timestamp with time zone not null,
	state text not null,
	revision integer not null,
	sent_revision integer not null,
	edits integer not null default 0,
	sent_at timestamp with time zone,
	due_at timestamp with time zone,
	handle text,
	error text,
	constraint notice_posts_key PRIMARY KEY (organisation_id, id),
	constraint notice_posts_addressee_exists FOREIGN KEY (organisation_id, door, address) REFERENCES notice_addressees(organisation_id, door, address),
	constraint notice_posts_form_is_known CHECK (form = ANY (ARRAY['topic'::text, 'family'::text, 'digest'::text, 'single'::text])),
	constraint notice_posts_refused_say_why CHECK (state <> 'refused'::text OR error IS NOT NULL),
	constraint notice_posts_state_is_known CHECK (state = ANY (ARRAY['waiting'::text, 'sent'::text, 'refused'::text]))
);
CREATE INDEX notice_posts_by_age ON public.notice_posts USING btree (touched_at);
CREATE INDEX notice_posts_of_a_channel ON public.notice_posts USING btree (organisation_id, door, address, created_at, id);
CREATE INDEX notice_posts_of_a_family ON public.notice_posts USING btree (organisation_id, family, created_at) WHERE (form = 'topic'::text);
CREATE UNIQUE INDEX notice_posts_open ON public.notice_posts USING btree (organisation_id, door, address, key) WHERE is_open;
CREATE INDEX notice_posts_waiting ON public.notice_posts USING btree (organisation_id, door, address, due_at) WHERE (due_at IS NOT NULL);

create table notice_silences (
	organisation_id text not null,
	id text not null,
	matcher jsonb not null,
	member_channels text[] not null,
	reason text not null,
	created_by text not null,
	created_at timestamp with time zone not null,
	ends_at timestamp with time zone not null,
	ended_by text,
	constraint notice_silences_key PRIMARY KEY (organisation_id, id),
	constraint notice_silences_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint notice_silences_end CHECK (ends_at >= created_at)
);
CREATE INDEX notice_silences_by_end ON public.notice_silences USING btree (organisation_id, ends_at, id);

create table notices (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	cluster_name text not null,
	notice_id text not null,
	source_group text not null,
	plugin text not null,
	title text not null,
	level text not null,
	type text not null,
	reason text,
	object_api_version text,
	object_kind text,
	object_namespace text,
	object_name text,
	topic text not null,
	is_resolved boolean not null,
	is_shortened boolean not null,
	message text not null,
	raw text,
	search_text text not null,
	is_unaddressed boolean not null,
	is_restricted boolean not null,
	agent_id text not null,
	epoch text not null,
	number bigint not null,
	happened_at timestamp with time zone not null,
	received_at timestamp with time zone not null,
	constraint notices_key PRIMARY KEY (organisation_id, id),
	constraint notices_are_kept_once UNIQUE (organisation_id, cluster_id, notice_id, source_group),
	constraint notices_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint notices_level_is_known CHECK (level = ANY (ARRAY['success'::text, 'info'::text, 'warning'::text, 'error'::text]))
);
CREATE INDEX notices_by_age ON public.notices USING btree (received_at);
CREATE INDEX notices_by_time ON public.notices USING btree (organisation_id, happened_at, id);
CREATE INDEX notices_of_a_batch ON public.notices USING btree (organisation_id, agent_id, epoch, number);
CREATE INDEX notices_of_a_cluster ON public.notices USING btree (organisation_id, cluster_name, happened_at, id);
CREATE INDEX notices_of_a_level ON public.notices USING btree (organisation_id, level, happened_at, id);
CREATE INDEX notices_of_a_namespace ON public.notices USING btree (organisation_id, object_namespace, happened_at, id);
CREATE INDEX notices_of_an_object ON public.notices USING btree (organisation_id, object_name, happened_at, id);

create table organisations (
	id text not null,
	name text not null,
	created_at timestamp with time zone not null,
	constraint organisations_key PRIMARY KEY (id),
	constraint organisations_name_is_one_line CHECK (name <> ''::text AND length(name) <= 256 AND name !~ '[[:cntrl:]]'::text)
);
CREATE CONSTRAINT TRIGGER organisations_have_an_owner AFTER INSERT ON organisations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_organisation_has_owner('id');

create table password_attempts (
	key text not null,
	failures integer not null,
	since timestamp with time zone not null,
	lockouts integer not null,
	locked_until timestamp with time zone,
	constraint password_attempts_key PRIMARY KEY (key),
	constraint password_attempts_count_up CHECK (failures >= 0 AND lockouts >= 0),
	constraint password_attempts_key_is_sha256 CHECK (key ~ '^[0-9a-f]{64}$'::text)
);
CREATE INDEX password_attempts_by_age ON public.password_attempts USING btree (since);

create table people (
	organisation_id text not null,
	id text not null,
	email text not null,
	display_name text not null,
	groups text[] not null,
	role text not null,
	created_at timestamp with time zone not null,
	removed_at timestamp with time zone,
	account_id text not null,
	line_of text,
	constraint people_key PRIMARY KEY (organisation_id, id),
	constraint people_account_exists FOREIGN KEY (account_id, email) REFERENCES accounts(id, email),
	constraint people_line_exists FOREIGN KEY (line_of) REFERENCES accounts(id),
	constraint people_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint people_email_is_lower_case CHECK (email = lower(email)),
	constraint people_owner_stays CHECK (role <> 'owner'::text OR removed_at IS NULL),
	constraint people_role_is_known CHECK (role = ANY (ARRAY['owner'::text, 'member'::text]))
);
CREATE UNIQUE INDEX people_account_once_per_organisation ON public.people USING btree (organisation_id, account_id) WHERE (removed_at IS NULL);
CREATE INDEX people_by_account ON public.people USING btree (account_id, created_at) WHERE (removed_at IS NULL);
CREATE INDEX people_by_age ON public.people USING btree (organisation_id, created_at, email COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX people_by_email ON public.people USING btree (organisation_id, email COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX people_by_groups ON public.people USING btree (organisation_id, ((cardinality(groups) = 0)), COALESCE("left"(groups[1], 100), ''::text) COLLATE "C", email COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX people_by_name ON public.people USING btree (organisation_id, lower((display_name COLLATE "C")), email COLLATE "C") WHERE (removed_at IS NULL);
CREATE INDEX people_by_role ON public.people USING btree (organisation_id, ((role <> 'owner'::text)), email COLLATE "C") WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX people_email_once_per_organisation ON public.people USING btree (organisation_id, email) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX people_one_owner_per_organisation ON public.people USING btree (organisation_id) WHERE (role = 'owner'::text);
CREATE CONSTRAINT TRIGGER people_leave_an_owner AFTER DELETE OR UPDATE ON people DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_organisation_has_owner('organisation_id');

create table provider_identities (
	issuer text not null,
	subject text not null,
	account_id text not null,
	email text not null,
	created_at timestamp with time zone not null,
	last_seen_at timestamp with time zone not null,
	constraint provider_identities_key PRIMARY KEY (issuer, subject),
	constraint provider_identities_account_once_per_issuer UNIQUE (issuer, account_id),
	constraint provider_identities_account_exists FOREIGN KEY (account_id) REFERENCES accounts(id),
	constraint provider_identities_email_is_lower_case CHECK (email = lower(email))
);
CREATE INDEX provider_identities_by_email ON public.provider_identities USING btree (issuer, email);

create table retired_agent_keys (
	organisation_id text not null,
	user_key text not null,
	agent_id text not null,
	retired_at timestamp with time zone not null,
	credential_expires_at timestamp with time zone not null,
	constraint retired_agent_keys_key PRIMARY KEY (organisation_id, user_key),
	constraint retired_agent_keys_agent_exists FOREIGN KEY (organisation_id, agent_id) REFERENCES agents(organisation_id, id),
	constraint retired_agent_keys_user_key_is_an_nkey CHECK (user_key ~ '^U[A-Z2-7]{55}$'::text)
);
CREATE INDEX retired_agent_keys_by_end ON public.retired_agent_keys USING btree (organisation_id, credential_expires_at);

create table schema_migrations (
	number integer not null,
	name text not null,
	checksum text not null,
	applied_at timestamp with time zone not null default now(),
	constraint schema_migrations_key PRIMARY KEY (number)
);

create table session_entries (
	session_id text not null,
	organisation_id text not null,
	person_id text not null,
	entered_at timestamp with time zone not null,
	constraint session_entries_key PRIMARY KEY (session_id, organisation_id, person_id),
	constraint session_entries_person_exists FOREIGN KEY (organisation_id, person_id) REFERENCES people(organisation_id, id),
	constraint session_entries_session_exists FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
);

create table sessions (
	id text not null,
	account_id text not null,
	secret_hash text not null,
	method text not null,
	reach text[],
	created_at timestamp with time zone not null,
	last_seen_at timestamp with time zone not null,
	expires_at timestamp with time zone not null,
	ended_at timestamp with time zone,
	user_agent text not null,
	address text not null,
	organisation_id text,
	proved_for text,
	issuer text,
	constraint sessions_key PRIMARY KEY (id),
	constraint sessions_account_exists FOREIGN KEY (account_id) REFERENCES accounts(id),
	constraint sessions_organisation_exists FOREIGN KEY (organisation_id) REFERENCES organisations(id),
	constraint sessions_proved_for_exists FOREIGN KEY (proved_for) REFERENCES organisations(id),
	constraint sessions_hash_is_sha256 CHECK (secret_hash ~ '^[0-9a-f]{64}$'::text),
	constraint sessions_method_is_known CHECK (method = ANY (ARRAY['link'::text, 'provider'::text, 'password'::text])),
	constraint sessions_reach_has_its_proof CHECK ((reach IS NULL) = (proved_for IS NULL)),
	constraint sessions_texts_are_short CHECK (length(user_agent) <= 256 AND length(address) <= 64)
);
CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id, id) WHERE (ended_at IS NULL);

create table sign_in_links (
	organisation_id text not null,
	id text not null,
	person_id text not null,
	secret_hash text not null,
	expires_at timestamp with time zone not null,
	used_at timestamp with time zone,
	proves_account boolean not null default false,
	made_by text,
	constraint sign_in_links_key PRIMARY KEY (id),
	constraint sign_in_links_maker_exists FOREIGN KEY (organisation_id, made_by) REFERENCES people(organisation_id, id),
	constraint sign_in_links_person_exists FOREIGN KEY (organisation_id, person_id) REFERENCES people(organisation_id, id),
	constraint sign_in_links_hash_is_sha256 CHECK (secret_hash ~ '^[0-9a-f]{64}$'::text)
);
CREATE INDEX sign_in_links_by_end ON public.sign_in_links USING btree (expires_at);
CREATE INDEX sign_in_links_by_person ON public.sign_in_links USING btree (organisation_id, person_id) WHERE (used_at IS NULL);

create sequence jobs_position_seq;

create sequence notice_posts_number_seq;

CREATE OR REPLACE FUNCTION public.check_head_moves_forward()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
	if tg_op = 'DELETE' or new.organisation_id <> old.organisation_id or new.seq <> old.seq + 1 then
		raise exception 'the head of an audit chain only moves forward' using errcode = 'restrict_violation', constraint = 'audit_heads_move_forward';
	end if;
	return new;
end $function$;

CREATE OR REPLACE FUNCTION public.check_organisation_has_owner()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
	organisation text := (case when tg_op = 'INSERT' then to_jsonb(new) else to_jsonb(old) end) ->> tg_argv[0];
begin
	if exists (select from organisations where id = organisation)
		and not exists (select from people where organisation_id = organisation and role = 'owner') then
		raise exception 'organisation % has no owner', organisation
			using errcode = 'check_violation', constraint = 'organisations_have_an_owner';
	end if;
	return null;
end $function$;

CREATE OR REPLACE FUNCTION public.check_signed_head_is_of_a_record()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
	if not exists (select from audit_records where organisation_id = new.organisation_id and seq = new.seq and hash = new.hash) then
		raise exception 'the audit chain of % has no record % with this hash', new.organisation_id, new.seq
			using errcode = 'restrict_violation', constraint = 'audit_signed_heads_are_of_records';
	end if;
	return new;
end $function$;

CREATE OR REPLACE FUNCTION public.copy_agent_to_cluster()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
	update clusters set
		agent_version = case when new.revoked_at is null then new.agent_version else '' end,
		kubernetes_version = case when new.revoked_at is null then coalesce(new.kubernetes ->> 'version', '') else '' end,
		running = case when new.revoked_at is null then new.running end
		where organisation_id = new.organisation_id and id = new.cluster_id;
	return null;
end $function$;

CREATE OR REPLACE FUNCTION public.index_clusters_of_records()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
	insert into audit_record_clusters (organisation_id, cluster_name, at, seq)
		select distinct organisation_id, cluster_name, at, seq from written, unnest(cluster_names) as cluster_name
		where cluster_name is not null;
	return null;
end $function$;

CREATE OR REPLACE FUNCTION public.label_key(labels jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
	select left(coalesce(string_agg(key || '=' || value, ',' order by key collate "C"), ''), 100) from jsonb_each_text(labels)
$function$;

CREATE OR REPLACE FUNCTION public.milliseconds(at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
	select floor(extract(epoch from at at time zone 'UTC') * 1000)::bigint
$function$;

CREATE OR REPLACE FUNCTION public.natural_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
	select regexp_replace(
		regexp_replace(name collate "C", '([0-9]+)', '00000000000000000000\1', 'g'),
		'[0-9]*([0-9]{20})(?![0-9])', '\1', 'g'
	)
$function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
	raise exception '% is append only', tg_table_name using errcode = 'restrict_violation', constraint = 'audit_records_are_append_only';
end $function$;

CREATE OR REPLACE FUNCTION public.trouble_rank(state text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
	select case state when 'lost' then 0 when 'degraded' then 1 when 'away' then 2 when 'joining' then 3 else 4 end
$function$;
