-- What sources told of clusters, what came of it in channels and sinks, and what keeps it quiet.

create table notices (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	-- As it was called when the notice came.
	cluster_name text not null,
	-- The agent's name for the happening: the same for each source group that tells of it.
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
	-- JSON as text, as in agent_events.
	message text not null,
	raw text,
	-- What can be searched for, A to Z in lower case.
	search_text text not null,
	-- The group was none of the configuration.
	is_unaddressed boolean not null,
	-- Every channel that was bound to the group had a list of members.
	is_restricted boolean not null,
	agent_id text not null,
	epoch text not null,
	number bigint not null,
	happened_at timestamptz not null,
	received_at timestamptz not null,
	constraint notices_key primary key (organisation_id, id),
	constraint notices_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint notices_are_kept_once unique (organisation_id, cluster_id, notice_id, source_group),
	constraint notices_level_is_known check (level in ('success', 'info', 'warning', 'error'))
);

create index notices_by_time on notices (organisation_id, happened_at, id);
create index notices_of_a_cluster on notices (organisation_id, cluster_name, happened_at, id);
create index notices_of_a_namespace on notices (organisation_id, object_namespace, happened_at, id);
create index notices_of_an_object on notices (organisation_id, object_name, happened_at, id);
create index notices_of_a_level on notices (organisation_id, level, happened_at, id);
create index notices_of_a_batch on notices (organisation_id, agent_id, epoch, number);
create index notices_by_age on notices (received_at);

-- Who is told, with what limits them. Locked by whoever decides what they are told, so that it is decided in one order.
create table notice_addressees (
	organisation_id text not null,
	-- The platform of a channel, or the kind of a sink.
	door text not null,
	-- The name of a channel, or group and alias of a sink.
	address text not null,
	tokens double precision not null,
	tokens_at timestamptz not null,
	hour_count integer not null default 0,
	hour_began_at timestamptz not null,
	-- When something is to be sent; null when nothing waits.
	due_at timestamptz,
	claimed_until timestamptz,
	-- In a row that failed.
	attempts integer not null default 0,
	error text,
	constraint notice_addressees_key primary key (organisation_id, door, address),
	constraint notice_addressees_organisation_exists foreign key (organisation_id) references organisations (id)
);

create index notice_addressees_due on notice_addressees (due_at) where due_at is not null;

-- One message of an addressee, edited as long as more of the same comes.
create table notice_posts (
	organisation_id text not null,
	id text not null,
	door text not null,
	address text not null,
	-- The order in which they are told.
	number bigint not null generated always as identity,
	form text not null,
	-- What is grouped into it while it is open.
	key text not null,
	family text,
	cluster_id text,
	cluster_name text,
	first_notice text not null,
	last_notice text not null,
	title text not null,
	level text not null,
	count bigint not null,
	first_at timestamptz not null,
	last_at timestamptz not null,
	resolved_at timestamptz,
	is_open boolean not null,
	created_at timestamptz not null,
	touched_at timestamptz not null,
	state text not null,
	revision integer not null,
	-- 0: not sent yet.
	sent_revision integer not null,
	edits integer not null default 0,
	sent_at timestamptz,
	due_at timestamptz,
	-- What the door calls it.
	handle text,
	error text,
	constraint notice_posts_key primary key (organisation_id, id),
	constraint notice_posts_addressee_exists foreign key (organisation_id, door, address)
		references notice_addressees (organisation_id, door, address),
	constraint notice_posts_form_is_known check (form in ('topic', 'family', 'digest', 'single')),
	constraint notice_posts_state_is_known check (state in ('waiting', 'sent', 'refused')),
	constraint notice_posts_refused_say_why check (state <> 'refused' or error is not null)
);

create unique index notice_posts_open on notice_posts (organisation_id, door, address, key) where is_open;
create index notice_posts_of_a_channel on notice_posts (organisation_id, door, address, created_at, id);
create index notice_posts_of_a_family on notice_posts (organisation_id, family, created_at) where form = 'topic';
create index notice_posts_waiting on notice_posts (organisation_id, door, address, due_at) where due_at is not null;
create index notice_posts_by_age on notice_posts (touched_at);

-- What came of a happening for an addressee: each hears of it once.
create table notice_deliveries (
	organisation_id text not null,
	cluster_id text not null,
	notice_id text not null,
	door text not null,
	address text not null,
	outcome text not null,
	post_id text,
	silence_id text,
	happened_at timestamptz not null,
	at timestamptz not null,
	constraint notice_deliveries_key primary key (organisation_id, cluster_id, notice_id, door, address),
	constraint notice_deliveries_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint notice_deliveries_outcome_is_known
		check (outcome in ('posted', 'grouped', 'digested', 'silenced', 'no-door', 'dropped'))
);

create index notice_deliveries_of_a_post on notice_deliveries (organisation_id, post_id) where post_id is not null;
create index notice_deliveries_by_age on notice_deliveries (at);

create table notice_silences (
	organisation_id text not null,
	id text not null,
	-- Text by field: globs, but for the level and the text.
	matcher jsonb not null,
	-- Channels with a list of members that whoever made it could read: of those, it acts in these only.
	member_channels text[] not null,
	reason text not null,
	created_by text not null,
	created_at timestamptz not null,
	ends_at timestamptz not null,
	ended_by text,
	constraint notice_silences_key primary key (organisation_id, id),
	constraint notice_silences_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint notice_silences_end check (ends_at >= created_at)
);

create index notice_silences_by_end on notice_silences (organisation_id, ends_at, id);
