-- Events of agents, each once. The mark says up to which number of an epoch everything is committed; a batch is compared with it
-- under its lock, so that a repetition adds nothing. Events are kept for a while, for whoever acts on the fact that they came.

create table agent_event_marks (
	organisation_id text not null,
	agent_id text not null,
	epoch text not null,
	committed bigint not null default 0,
	-- Events committed so far. The numbers without one, up to the mark, were dropped by the agent.
	received bigint not null default 0,
	-- As the agent says.
	dropped bigint not null default 0,
	-- Of this epoch in agent_events now.
	kept bigint not null default 0,
	kept_bytes bigint not null default 0,
	used_at timestamptz not null,
	constraint agent_event_marks_key primary key (organisation_id, agent_id, epoch),
	constraint agent_event_marks_agent_exists foreign key (organisation_id, agent_id) references agents (organisation_id, id),
	constraint agent_event_marks_count_up check (committed >= received and received >= kept and kept >= 0 and kept_bytes >= 0 and dropped >= 0)
);

create index agent_event_marks_by_use on agent_event_marks (used_at);

create table agent_events (
	organisation_id text not null,
	agent_id text not null,
	epoch text not null,
	number bigint not null,
	happened_at timestamptz not null,
	source text not null,
	kind text not null,
	-- JSON as text: jsonb refuses some of what JSON allows, and one event that is refused would stop all that follow.
	data text not null,
	bytes integer not null,
	received_at timestamptz not null,
	constraint agent_events_key primary key (organisation_id, agent_id, epoch, number),
	constraint agent_events_mark_exists foreign key (organisation_id, agent_id, epoch)
		references agent_event_marks (organisation_id, agent_id, epoch) on delete cascade
);

create index agent_events_by_age on agent_events (received_at);
