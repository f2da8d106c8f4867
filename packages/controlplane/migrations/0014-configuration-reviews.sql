-- Changes of the configuration that widen rights and wait for a second member, and what became of them.

create table configuration_proposals (
	organisation_id text not null,
	number integer not null,
	-- The version it was made from; it can be approved only while that is the current one.
	base integer not null,
	yaml text not null,
	note text,
	-- What it widens, in sentences.
	widens text[] not null,
	rolled_back_to integer,
	author_id text not null,
	author text not null,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	state text not null default 'pending',
	decided_by text,
	decided_at timestamptz,
	constraint configuration_proposals_key primary key (organisation_id, number),
	constraint configuration_proposals_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint configuration_proposals_number_from_one check (number >= 1),
	constraint configuration_proposals_state_is_known check (state in ('pending', 'approved', 'rejected', 'withdrawn')),
	constraint configuration_proposals_decided_by_somebody check ((state = 'pending') = (decided_by is null) and (decided_by is null) = (decided_at is null))
);
