-- Accounts, sessions, invitations and machine tokens. Accounts, sessions and what proves an account stand over all organisations:
-- they are the exception to the rule that a table carries its organisation.

-- accounts ------------------------------------------------------------------------------------------------------------

create table accounts (
	id text not null,
	email text not null,
	display_name text not null,
	created_at timestamptz not null,
	constraint accounts_key primary key (id),
	constraint accounts_email_once unique (email),
	constraint accounts_id_with_email unique (id, email),
	constraint accounts_email_is_lower_case check (email = lower(email))
);

-- One account for each email there is, also of people that were removed. It takes over the id body of the oldest of them.
insert into accounts (id, email, display_name, created_at)
select distinct on (email) 'acc_' || substr(id, 5), email, display_name, created_at
from people order by email, created_at, id;

alter table people add column account_id text;
update people set account_id = accounts.id from accounts where accounts.email = people.email;
-- A table cannot be altered while checks of it are put off to the end of the transaction.
set constraints all immediate;
alter table people
	alter column account_id set not null,
	-- The email of a person is that of their account, because rights in clusters hang on it.
	add constraint people_account_exists foreign key (account_id, email) references accounts (id, email);

create unique index people_account_once_per_organisation on people (organisation_id, account_id) where removed_at is null;
create index people_by_account on people (account_id, created_at) where removed_at is null;
create index people_by_email on people (organisation_id, email collate "C") where removed_at is null;

create table provider_identities (
	issuer text not null,
	subject text not null,
	account_id text not null,
	-- As the provider said it last.
	email text not null,
	created_at timestamptz not null,
	last_seen_at timestamptz not null,
	constraint provider_identities_key primary key (issuer, subject),
	constraint provider_identities_account_once_per_issuer unique (issuer, account_id),
	constraint provider_identities_account_exists foreign key (account_id) references accounts (id),
	constraint provider_identities_email_is_lower_case check (email = lower(email))
);
create index provider_identities_by_email on provider_identities (issuer, email);

create table account_passwords (
	account_id text not null,
	-- scrypt$log2N$r$p$salt$hash
	hash text not null,
	set_at timestamptz not null,
	-- As in sessions: what a session that this password begins may enter.
	reach text[],
	constraint account_passwords_key primary key (account_id),
	constraint account_passwords_account_exists foreign key (account_id) references accounts (id),
	constraint account_passwords_hash_is_scrypt check (hash ~ '^scrypt\$\d+\$\d+\$\d+\$[A-Za-z0-9_-]+\$[A-Za-z0-9_-]+$')
);

-- Wrong passwords by email and by address; the key is a digest, because an address that is tried may be anybody's.
create table password_attempts (
	key text not null,
	failures integer not null,
	since timestamptz not null,
	lockouts integer not null,
	locked_until timestamptz,
	constraint password_attempts_key primary key (key),
	constraint password_attempts_key_is_sha256 check (key ~ '^[0-9a-f]{64}$'),
	constraint password_attempts_count_up check (failures >= 0 and lockouts >= 0)
);
create index password_attempts_by_age on password_attempts (since);

-- sessions ------------------------------------------------------------------------------------------------------------

create table sessions (
	id text not null,
	account_id text not null,
	secret_hash text not null,
	method text not null,
	-- Organisations it may enter; null: all that the account belongs to.
	reach text[],
	created_at timestamptz not null,
	last_seen_at timestamptz not null,
	expires_at timestamptz not null,
	ended_at timestamptz,
	user_agent text not null,
	address text not null,
	-- The one used last.
	organisation_id text,
	constraint sessions_key primary key (id),
	constraint sessions_account_exists foreign key (account_id) references accounts (id),
	constraint sessions_organisation_exists foreign key (organisation_id) references organisations (id),
	constraint sessions_hash_is_sha256 check (secret_hash ~ '^[0-9a-f]{64}$'),
	constraint sessions_method_is_known check (method in ('link', 'provider', 'password')),
	constraint sessions_texts_are_short check (length(user_agent) <= 256 and length(address) <= 64)
);
create index sessions_by_account on sessions (account_id, id) where ended_at is null;

-- Which organisations a session has entered, so that each of them has one record of it.
create table session_entries (
	session_id text not null,
	organisation_id text not null,
	person_id text not null,
	entered_at timestamptz not null,
	constraint session_entries_key primary key (session_id, organisation_id, person_id),
	constraint session_entries_session_exists foreign key (session_id) references sessions (id) on delete cascade,
	constraint session_entries_person_exists foreign key (organisation_id, person_id) references people (organisation_id, id)
);

-- A link that a member asked for proves the person to that organisation alone; one that the server's keeper asked for proves the account.
alter table sign_in_links add column proves_account boolean not null default false;
create index sign_in_links_by_end on sign_in_links (expires_at);

-- tokens --------------------------------------------------------------------------------------------------------------

-- Null: all scopes, as tokens had before there were any.
alter table api_tokens
	add column scopes text[],
	add constraint api_tokens_scopes_are_known
		check (scopes <@ array['read', 'run', 'configure', 'people'] and cardinality(scopes) > 0);

create table machine_tokens (
	organisation_id text not null,
	id text not null,
	cluster_id text not null,
	secret_hash text not null,
	label text not null,
	made_by text not null,
	created_at timestamptz not null,
	expires_at timestamptz,
	ended_at timestamptz,
	last_used_at timestamptz,
	constraint machine_tokens_key primary key (id),
	constraint machine_tokens_cluster_exists foreign key (organisation_id, cluster_id) references clusters (organisation_id, id),
	constraint machine_tokens_maker_exists foreign key (organisation_id, made_by) references people (organisation_id, id),
	constraint machine_tokens_hash_is_sha256 check (secret_hash ~ '^[0-9a-f]{64}$')
);
create index machine_tokens_by_cluster on machine_tokens (organisation_id, cluster_id, id) where ended_at is null;

-- invitations ---------------------------------------------------------------------------------------------------------

create table invitations (
	organisation_id text not null,
	id text not null,
	email text not null,
	display_name text not null,
	groups text[] not null,
	secret_hash text not null,
	invited_by text not null,
	created_at timestamptz not null,
	expires_at timestamptz not null,
	accepted_at timestamptz,
	withdrawn_at timestamptz,
	constraint invitations_key primary key (id),
	constraint invitations_inviter_exists foreign key (organisation_id, invited_by) references people (organisation_id, id),
	constraint invitations_email_is_lower_case check (email = lower(email)),
	constraint invitations_hash_is_sha256 check (secret_hash ~ '^[0-9a-f]{64}$'),
	constraint invitations_end_once check (accepted_at is null or withdrawn_at is null)
);
create unique index invitations_open_once_per_email on invitations (organisation_id, email)
	where accepted_at is null and withdrawn_at is null;
create index invitations_open on invitations (organisation_id, id) where accepted_at is null and withdrawn_at is null;
create index invitations_by_end on invitations (expires_at);
