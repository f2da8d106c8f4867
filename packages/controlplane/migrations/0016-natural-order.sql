-- Names in natural order (shop-2 before shop-10), on every PostgreSQL: collations that know numbers need ICU, which a server may lack.

-- A key that sorts by bytes as people sort names: every number is filled up with zeros to twenty digits. Of a longer one the last
-- twenty count; names with the same key are told apart by the name itself.
create function natural_key(name text) returns text language sql immutable parallel safe as $$
	select regexp_replace(
		regexp_replace(name collate "C", '([0-9]+)', '00000000000000000000\1', 'g'),
		'[0-9]*([0-9]{20})(?![0-9])', '\1', 'g'
	)
$$;

create index clusters_by_natural_name on clusters (organisation_id, natural_key(name) collate "C", name collate "C")
	where removed_at is null;

-- Trouble first: what is broken, what is half broken, what is away on purpose, what has not come yet, what is well.
create function trouble_rank(state text) returns int language sql immutable parallel safe as $$
	select case state when 'lost' then 0 when 'degraded' then 1 when 'away' then 2 when 'joining' then 3 else 4 end
$$;

create index clusters_by_trouble
	on clusters (organisation_id, trouble_rank(state), natural_key(name) collate "C", name collate "C") where removed_at is null;
