-- Every order in which people are listed has an index; within equal ones they stand by email.

create index people_by_name on people (organisation_id, lower(display_name collate "C"), email collate "C")
	where removed_at is null;

create index people_by_age on people (organisation_id, created_at, email collate "C") where removed_at is null;

-- The owner first.
create index people_by_role on people (organisation_id, (role <> 'owner'), email collate "C") where removed_at is null;

-- By the first of their groups; those without any last.
create index people_by_groups
	on people (organisation_id, (cardinality(groups) = 0), (coalesce(left(groups[1], 100), '') collate "C"), email collate "C")
	where removed_at is null;
