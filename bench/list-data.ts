import type { Client } from "pg";

/** How much the lists are measured with. */
export interface ListSizes {
	readonly clusters: number;
	readonly records: number;
	readonly commands: number;
}

/*
 * Statements over whole sets: minutes would pass if each row went through the room that owns it. So the hashes of these records are
 * none, and the chain does not verify. What matters to a list is as in life: a few people and one cluster do most, some do next to
 * nothing, most outcomes are good, few records are of rare kinds, and rows lie in the order in which they were written.
 */

/** One person in a thousand records or fewer; the rare ones are last. */
const people = 200;
const days = 90;

/** Fills the lists of an organisation and tells the planner what is there. */
export async function fillLists(
	client: Client,
	organisationId: string,
	sizes: ListSizes,
): Promise<void> {
	await client.query("set synchronous_commit = off");
	await client.query(clustersStatement, [organisationId, sizes.clusters]);
	await client.query(agentsStatement, [organisationId]);
	const began = await client.query<{ seq: string }>(
		"select seq from audit_heads where organisation_id = $1",
		[organisationId],
	);
	const known = Number(began.rows[0]?.seq ?? 0);
	const batch = 100_000;
	for (let from = 1; from <= sizes.records; from += batch)
		await client.query(recordsStatement, [
			organisationId,
			from,
			Math.min(from + batch - 1, sizes.records),
			known,
			sizes.records,
			sizes.clusters,
		]);
	await client.query(commandsStatement, [
		organisationId,
		sizes.commands,
		sizes.clusters,
	]);
	await client.query(runsStatement, [organisationId]);
	// The heads only move forward one by one; as the owner of the database it may be set.
	await client.query("set session_replication_role = replica");
	await client.query(
		"update audit_heads set seq = $2 where organisation_id = $1",
		[organisationId, known + sizes.records],
	);
	await client.query("set session_replication_role = origin");
	// Rows whose commit has not reached the disk are not marked as seen by all, and index-only scans would look at each.
	await client.query("checkpoint");
	await client.query("vacuum analyze");
}

const id = (kind: string, n: string) =>
	`'${kind}_' || lpad(to_hex(${n}), 26, '0')`;
/** The same for the same number, spread over 0 to below `count`. */
const spread = (n: string, count: string, salt: number) =>
	`(hashint8extended(${n}, ${salt}) & 2147483647) % (${count})`;
const person = (n: string) =>
	`'p-' || lpad(least(${people - 1}, floor(${people} * power((${spread(n, "100000", 1)}) / 100000.0, 6)))::int::text, 3, '0') || '@example.com'`;
const cluster = (n: string, count: string) =>
	`'c-' || lpad((case when ${spread(n, "10", 2)} < 4 then 1 else ${spread(n, count, 3)} end)::text, 5, '0')`;
const words = (n: string) =>
	`(array['kubectl get pods -n shop', 'kubectl describe deploy web -n shop', 'kubectl logs -n pay deploy/api --tail=100', 'helm list -A', 'kubectl rollout restart deploy/web'])[1 + ${spread(n, "5", 4)}]
		|| case when ${n} % 50000 = 7 then ' needle' else '' end`;
const instant = (n: string, count: string) =>
	`date_trunc('milliseconds', now() - interval '${days} days' + interval '${days} days' * (${n}::float8 / ${count}))`;

const clustersStatement = `
	insert into clusters (organisation_id, id, name, labels, state, since, created_at)
	select $1, ${id("clu", "n")}, 'c-' || lpad(n::text, 5, '0'),
		jsonb_build_object('region', (array['eu', 'us', 'asia'])[1 + n % 3], 'tier', (array['prod', 'test'])[1 + n % 2], 'team', 'team-' || n % 100)
			|| case when n % 5000 = 0 then '{"canary": "yes"}' else '{}' end::jsonb,
		case when n % 50 = 0 then 'lost' when n % 97 = 0 then 'away' when n % 101 = 0 then 'joining' else 'alive' end,
		now(), now()
	from generate_series(1, $2::int) as n
	on conflict do nothing
`;

const agentsStatement = `
	insert into agents (
		organisation_id, id, cluster_id, user_key, enrolled_at, credential_expires_at, last_seen_at, agent_version, protocol,
		configuration_version, running, kubernetes, plugins
	)
	select organisation_id, 'agt_' || substr(id, 5), id, 'U' || translate(upper(lpad(substr(id, 5), 55, 'A')), '0189', 'ABCD'), now(), now(), now(),
		'0.1.0', 1, 1, 0, '{"reachable": true, "version": "v1.35.0"}', '[{"key": "botkube/kubectl", "state": "running", "restarts": 0}]'
	from clusters where organisation_id = $1 and state <> 'joining'
	on conflict do nothing
`;

const recordsStatement = `
	insert into audit_records (
		organisation_id, seq, id, at, code, outcome, who_kind, who_id, who_email, subject_id, cluster_ids, cluster_names, channel,
		duration_ms, facts, previous_hash, hash
	)
	select $1, $4::bigint + n, ${id("aud", "n")}, ${instant("n", "$5::float8")}, code,
		case when code <> 'command.run' then case when n % 1000 = 3 then 'denied' else 'succeeded' end
			when n % 2 = 0 then 'opened' when n % 100000 = 77 then 'lost' when n % 300 = 99 then 'cancelled' when n % 20 = 1 then 'failed'
			when n % 100 = 79 then 'denied' else 'succeeded' end,
		case when code = 'agent.renewed' then 'agent' else 'person' end, ${id("per", "n % 200")},
		case when code <> 'agent.renewed' then ${person("n")} end,
		${id("cmd", "n / 2")}, '{}',
		case when code = 'agent.renewed' then array[${cluster("n", "$6::int")}]
			when code = 'command.run' then array[${cluster("n", "$6::int")}, ${cluster("n + 7", "$6::int")}] else '{}' end,
		case when code = 'command.run' then 'ops' end, 12,
		json_build_object('platform', 'console', 'text', ${words("n")}, 'runs', array['c-00001 succeeded 0'], 'n', n)::text,
		repeat(md5(n::text), 2), repeat(md5((n + 1)::text), 2)
	from (
		select n, case when n % 100 < 35 then 'agent.renewed' when n % 20011 = 0 then 'configuration.applied' when n % 50021 = 0 then 'person.removed'
			when n % 100 < 37 then 'signed-in' when n % 100 < 38 then 'command.denied' else 'command.run' end as code
		from generate_series($2::int, $3::int) as n
	) as numbered order by n
`;

const commandsStatement = `
	insert into commands (
		organisation_id, id, person_id, email, conversation, text, words, state, process_id, started_at, ended_at
	)
	select $1, ${id("cmd", "n")}, ${id("per", "n % 200")}, ${person("n")},
		jsonb_build_object('platform', 'console', 'channel', case when n % 10000 = 9 then 'quiet' when n % 10 < 7 then 'general' else 'ops' end),
		${words("n")}, string_to_array(${words("n")}, ' '),
		case when n = $2 then 'running' when n % 20011 = 5 then 'lost' when n % 20 = 1 then 'failed' when n % 200 = 3 then 'denied' else 'succeeded' end,
		'prc_x', ${instant("n", "$2::float8")}, case when n = $2 then null else now() end
	from generate_series(1, $2::int) as n, (select $3::int) as unused
`;

const runsStatement = `
	insert into command_runs (
		organisation_id, command_id, run_id, position, cluster_name, state, started_at, ended_at, exit_code, duration_ms, output_bytes,
		truncated, digest
	)
	select organisation_id, id, 'run_' || substr(id, 6) || k, k, 'c-' || lpad(case when n % 10 < 4 then 1 else n * (k + 1) % 10000 end::text, 5, '0'),
		state, started_at, ended_at, 0, 12, 4096, false, repeat(md5(id), 2)
	from commands, lateral (select ('x' || right(id, 7))::bit(28)::int as n) as numbered, generate_series(0, 1) as k
	where organisation_id = $1
`;
