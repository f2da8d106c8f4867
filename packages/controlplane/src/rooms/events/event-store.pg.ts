import { sql } from "kysely";
import {
	type Database,
	send,
	sendBehind,
} from "../../plumbing/postgres/index.ts";
import type { EventMark, EventStore, StoredEvent } from "./event-store.ts";

/** Events and their marks in PostgreSQL. */
export function createPgEventStore(database: Pick<Database, "on">): EventStore {
	return {
		async lockMarks(tx, { organisationId, agentId }, epoch, at) {
			// The selection sees a mark that another transaction has made meanwhile: the insertion waits for that one.
			sendBehind(
				tx,
				sql`
					insert into agent_event_marks (organisation_id, agent_id, epoch, used_at)
					values (${organisationId}, ${agentId}, ${epoch}, ${at})
					on conflict on constraint agent_event_marks_key do nothing
				`,
			);
			return await send(
				tx,
				sql<EventMark>`
					select epoch, committed, dropped, kept, kept_bytes as "keptBytes", used_at as "usedAt"
					from agent_event_marks
					where organisation_id = ${organisationId} and agent_id = ${agentId}
					order by epoch for update
				`,
			);
		},
		add(tx, { organisationId, agentId }, added) {
			const { epoch, events, committed, dropped, at } = added;
			const bytes = events.map(({ data }) => Buffer.byteLength(data));
			const allBytes = bytes.reduce((sum, count) => sum + count, 0);
			sendBehind(
				tx,
				sql`
					insert into agent_events (organisation_id, agent_id, epoch, number, happened_at, source, kind, data, bytes, received_at)
					select ${organisationId}, ${agentId}, ${epoch}, number, happened_at, source, kind, data, bytes, ${at}::timestamptz
					from unnest(${events.map(({ number }) => number)}::bigint[], ${events.map(({ happenedAt }) => happenedAt)}::timestamptz[],
						${events.map(({ source }) => source)}::text[], ${events.map(({ kind }) => kind)}::text[],
						${events.map(({ data }) => data)}::text[], ${bytes}::integer[])
						as added (number, happened_at, source, kind, data, bytes)
				`,
			);
			sendBehind(
				tx,
				sql`
					update agent_event_marks set committed = ${committed}, dropped = ${dropped}, used_at = ${at},
						received = received + ${events.length}, kept = kept + ${events.length}, kept_bytes = kept_bytes + ${allBytes}
					where organisation_id = ${organisationId} and agent_id = ${agentId} and epoch = ${epoch}
				`,
			);
		},
		async list({ organisationId, agentId }, { epoch, first, last, kind }) {
			const { rows } = await sql<Omit<StoredEvent, "kind">>`
				select number, happened_at as "happenedAt", source, data from agent_events
				where organisation_id = ${organisationId} and agent_id = ${agentId} and epoch = ${epoch}
					and number between ${first} and ${last} and kind = ${kind}
				order by number
			`.execute(database.on());
			return rows;
		},
		forget(tx, { organisationId, agentId }, epoch) {
			sendBehind(
				tx,
				sql`
					delete from agent_event_marks
					where organisation_id = ${organisationId} and agent_id = ${agentId} and epoch = ${epoch}
				`,
			);
		},
		async sweepEvents(tx, before, limit) {
			const [swept] = await send(
				tx,
				sql<{ count: number }>`
					with swept as (
						delete from agent_events where (organisation_id, agent_id, epoch, number) in (
							select organisation_id, agent_id, epoch, number from agent_events
							where received_at < ${before} order by received_at limit ${limit} for update skip locked
						)
						returning organisation_id, agent_id, epoch, bytes
					), counted as (
						select organisation_id, agent_id, epoch, count(*) as count, sum(bytes) as bytes
						from swept group by organisation_id, agent_id, epoch
					), moved as (
						update agent_event_marks mark set kept = kept - counted.count, kept_bytes = kept_bytes - counted.bytes
						from counted
						where mark.organisation_id = counted.organisation_id and mark.agent_id = counted.agent_id
							and mark.epoch = counted.epoch
					)
					select count(*) as count from swept
				`,
			);
			return swept?.count ?? 0;
		},
		async sweepMarks(tx, before, limit) {
			const swept = await send(
				tx,
				sql`
					delete from agent_event_marks where (organisation_id, agent_id, epoch) in (
						select organisation_id, agent_id, epoch from agent_event_marks
						where used_at < ${before} and kept = 0 order by used_at limit ${limit} for update skip locked
					)
					returning epoch
				`,
			);
			return swept.length;
		},
	};
}
