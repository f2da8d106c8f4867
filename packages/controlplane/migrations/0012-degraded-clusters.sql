-- A cluster whose agent is there, and whose API server does not serve that agent, is degraded.

alter table clusters drop constraint clusters_state_is_known;
alter table clusters add constraint clusters_state_is_known
	check (state in ('joining', 'alive', 'degraded', 'lost', 'away', 'removed'));
