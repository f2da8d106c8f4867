-- Figures over the newest runs of an organisation, whatever their cluster.

create index command_runs_by_start on command_runs (organisation_id, started_at);
create index machine_tokens_by_end on machine_tokens (organisation_id, expires_at) where ended_at is null;
