-- Actions: who they are in records, and what became of them on each notice.

alter table commands add column automation text;

alter table audit_records drop constraint audit_records_who_is_known;
alter table audit_records add constraint audit_records_who_is_known
	check (who_kind in ('person', 'automation', 'agent', 'process'));
alter table audit_records drop constraint audit_records_person_has_email;
alter table audit_records add constraint audit_records_person_has_email
	check ((who_kind in ('person', 'automation')) = (who_email is not null));

-- An action acts once on a happening of a cluster.
create table action_runs (
	organisation_id text not null,
	action text not null,
	cluster_id text not null,
	-- The agent's name for the happening.
	notice_id text not null,
	-- As both were called when the notice came.
	display_name text not null,
	cluster_name text not null,
	-- The console channel in which the answer is read; empty when none hears of the group.
	channel text not null,
	-- What the notice is about: an action acts on it once in a while.
	object text not null,
	-- due: to be run; run: its command is on record; late, held, failed: not run, and why.
	state text not null,
	command_id text not null,
	-- The command as it was made of the event.
	command text not null,
	reason text,
	happened_at timestamptz not null,
	at timestamptz not null,
	claimed_until timestamptz,
	-- When the audit said that it was not run.
	said_at timestamptz,
	constraint action_runs_key primary key (organisation_id, action, cluster_id, notice_id),
	constraint action_runs_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint action_runs_state_is_known check (state in ('due', 'run', 'late', 'held', 'failed')),
	constraint action_runs_not_run_say_why check ((state in ('late', 'held', 'failed')) = (reason is not null))
);

create index action_runs_due on action_runs (at) where state = 'due';
create index action_runs_recent on action_runs (organisation_id, action, at) where state in ('due', 'run');
create index action_runs_unsaid on action_runs (organisation_id, action, state) where said_at is null and state not in ('due', 'run');
create index action_runs_said on action_runs (organisation_id, action, state, said_at) where said_at is not null;
create index action_runs_by_age on action_runs (at);
