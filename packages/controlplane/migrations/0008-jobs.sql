-- Durable work: one row for each fact and each handler that acts on it, written with the change the fact is about.
--
--   waiting ──► done      (kept a while, so that the same fact is not acted on twice)
--      ▲  └───► dead      (tried as often as it may be; kept until somebody retries it)
--      └──────────┘
-- A claim is a lease on one row by the database's own clock: whoever holds it renews it, and its number fences what a former holder says.

create table jobs (
	organisation_id text not null,
	id text not null,
	name text not null,
	subject text not null,
	-- Those of one name and subject run one at a time and in this order.
	position bigint not null generated always as identity,
	idempotency_key text not null,
	payload text not null,
	state text not null default 'waiting',
	due_at timestamptz not null default now(),
	attempts integer not null default 0,
	claim bigint not null default 0,
	claimed_until timestamptz,
	error text,
	created_at timestamptz not null default now(),
	ended_at timestamptz,
	constraint jobs_key primary key (organisation_id, id),
	constraint jobs_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint jobs_are_written_once unique (organisation_id, name, idempotency_key),
	constraint jobs_state_is_known check (state in ('waiting', 'done', 'dead')),
	constraint jobs_have_an_end check ((state = 'waiting') = (ended_at is null)),
	constraint jobs_dead_say_why check (state <> 'dead' or error is not null)
);

create index jobs_due on jobs (due_at) where state = 'waiting';
create index jobs_of_a_subject on jobs (organisation_id, name, subject, position) where state = 'waiting';
create index jobs_dead on jobs (organisation_id, ended_at desc) where state = 'dead';
create index jobs_done on jobs (ended_at) where state = 'done';
