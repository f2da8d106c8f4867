-- Every order in which clusters are listed has an index; within equal ones they stand by name. An index read backwards is the
-- order the other way round.

-- What the agent of a cluster said last, as far as lists are sorted by it: an index knows one table only. Changed only when it
-- differs, so that a heartbeat without news writes nothing here.
alter table clusters add column agent_version text not null default '';
alter table clusters add column kubernetes_version text not null default '';
alter table clusters add column running integer;

update clusters set agent_version = agents.agent_version, kubernetes_version = coalesce(agents.kubernetes ->> 'version', ''),
	running = agents.running
	from agents
	where agents.organisation_id = clusters.organisation_id and agents.cluster_id = clusters.id and agents.revoked_at is null;

create function copy_agent_to_cluster() returns trigger language plpgsql as $$
begin
	update clusters set
		agent_version = case when new.revoked_at is null then new.agent_version else '' end,
		kubernetes_version = case when new.revoked_at is null then coalesce(new.kubernetes ->> 'version', '') else '' end,
		running = case when new.revoked_at is null then new.running end
		where organisation_id = new.organisation_id and id = new.cluster_id;
	return null;
end $$;
create trigger agents_are_copied_to_their_clusters after insert on agents for each row execute function copy_agent_to_cluster();
create trigger agents_with_news_are_copied_to_their_clusters after update on agents for each row
	when (
		(old.agent_version, old.kubernetes ->> 'version', old.running, old.revoked_at)
		is distinct from (new.agent_version, new.kubernetes ->> 'version', new.running, new.revoked_at)
	)
	execute function copy_agent_to_cluster();

-- Labels as they are read, by name: region=eu,tier=1. The beginning tells most apart, and an index entry has its limit.
create function label_key(labels jsonb) returns text language sql immutable parallel safe as $$
	select left(coalesce(string_agg(key || '=' || value, ',' order by key collate "C"), ''), 100) from jsonb_each_text(labels)
$$;

-- A time as cursors carry it.
create function milliseconds(at timestamptz) returns bigint language sql immutable parallel safe as $$
	select floor(extract(epoch from at at time zone 'UTC') * 1000)::bigint
$$;

create index clusters_by_since
	on clusters (organisation_id, milliseconds(since), natural_key(name) collate "C", name collate "C") where removed_at is null;

-- Those of which it is not known stand last.
create index clusters_by_labels
	on clusters (
		organisation_id, (label_key(labels) = ''), natural_key(label_key(labels)) collate "C",
		natural_key(name) collate "C", name collate "C"
	)
	where removed_at is null;

create index clusters_by_kubernetes
	on clusters (
		organisation_id, (kubernetes_version = ''), natural_key(kubernetes_version) collate "C",
		natural_key(name) collate "C", name collate "C"
	)
	where removed_at is null;

create index clusters_by_agent
	on clusters (
		organisation_id, (agent_version = ''), natural_key(agent_version) collate "C",
		natural_key(name) collate "C", name collate "C"
	)
	where removed_at is null;

create index clusters_by_running
	on clusters (organisation_id, coalesce(running, -1), natural_key(name) collate "C", name collate "C") where removed_at is null;
