-- The console as a chat: threads, messages of plugins; and agents that take a new key.

-- audit ---------------------------------------------------------------------------------------------------------------
-- A thread is the conversation's threadId: the id of the command it answers under. Both lists end in the order of a list of commands.

create index commands_by_thread on commands (organisation_id, (conversation ->> 'threadId'), started_at, id)
	where conversation ->> 'threadId' is not null;
create index commands_roots_by_channel on commands (organisation_id, (conversation ->> 'channel'), started_at, id)
	where conversation ->> 'threadId' is null;

-- What a plugin answered beside its output; 64 KiB as it was handed in, some more as it is written here.
alter table command_runs add column message jsonb;
alter table command_runs add constraint command_runs_message_is_small
	check (octet_length(message::text) <= 262144);

-- fleet ---------------------------------------------------------------------------------------------------------------
-- A rotation: asked for, then a key the agent made, then that key is in use and the one before is retired.

alter table agents add column rotation_asked_at timestamptz;
alter table agents add column next_user_key text;
alter table agents add constraint agents_next_user_key_is_an_nkey check (next_user_key ~ '^U[A-Z2-7]{55}$');
alter table agents add constraint agents_next_key_in_rotation check (next_user_key is null or rotation_asked_at is not null);

-- Keys that are refused from an instant on, until every credential of theirs has ended by itself.
create table retired_agent_keys (
	organisation_id text not null,
	user_key text not null,
	agent_id text not null,
	retired_at timestamptz not null,
	credential_expires_at timestamptz not null,
	constraint retired_agent_keys_key primary key (organisation_id, user_key),
	constraint retired_agent_keys_agent_exists foreign key (organisation_id, agent_id) references agents (organisation_id, id),
	constraint retired_agent_keys_user_key_is_an_nkey check (user_key ~ '^U[A-Z2-7]{55}$')
);
create index retired_agent_keys_by_end on retired_agent_keys (organisation_id, credential_expires_at);
