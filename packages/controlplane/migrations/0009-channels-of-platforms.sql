-- A channel is a platform and a name: lists of one channel's commands lead in by both.

create index commands_by_platform_and_channel
	on commands (organisation_id, (conversation ->> 'platform'), (conversation ->> 'channel'), started_at, id);
create index commands_roots_by_platform_and_channel
	on commands (organisation_id, (conversation ->> 'platform'), (conversation ->> 'channel'), started_at, id)
	where conversation ->> 'threadId' is null;
drop index commands_by_channel;
drop index commands_roots_by_channel;
