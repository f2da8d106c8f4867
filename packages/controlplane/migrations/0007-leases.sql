-- Named leases between processes. They belong to no organisation: they say which replica does a piece of the house's own work.
-- Who holds one is known by an advisory lock, which ends with its session; this table only counts.

create table leases (
	name text not null,
	-- Grows with every acquisition; a write that carries an older one is refused.
	token bigint not null,
	-- The process that acquired it last, for operators.
	holder text not null,
	acquired_at timestamptz not null,
	constraint leases_key primary key (name),
	constraint leases_token_grows check (token > 0)
);
