import type { ApiClient } from "../api/api-client.ts";
import { CliFailure } from "../cli-failure.ts";
import { everyCluster } from "../cluster/list-clusters.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonText } from "../output/json-text.ts";
import { examineCluster } from "./examine-cluster.ts";
import { examineControlPlane } from "./examine-control-plane.ts";
import { type Finding, find } from "./finding.ts";

/**
 * Examines the session, the control plane and the clusters, and prints each finding, `first` before them.
 * @returns the exit code: 0 when all is well, 3 when the control plane cannot be reached or nobody is signed in, otherwise 1.
 */
export async function examine(
	options: { readonly output: string },
	context: CommandContext,
	first: readonly Finding[],
): Promise<number> {
	let isAway = false;
	const onFailure = (error: unknown) => {
		isAway ||=
			error instanceof CliFailure && error.exitCode === exitCodes.unreachable;
	};
	const [session, api] = await openSession(context, onFailure);
	const beyond = api
		? [
				...(await examineControlPlane(api, onFailure)),
				...(await examineClusters(api, context)),
			]
		: [];
	const findings = [...first, session, ...beyond];
	const { terminal } = context;
	terminal.out(
		options.output === "json"
			? jsonText(findings, 2)
			: findings.map(line).join(""),
	);
	if (isAway) return exitCodes.unreachable;
	return findings.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
}

function line({ part, ok, seen, advice }: Finding): string {
	const told = `${ok ? "ok  " : "BAD "} ${part.padEnd(22)} ${seen}`;
	return advice ? `${told}\n     ${" ".repeat(22)} → ${advice}\n` : `${told}\n`;
}

async function openSession(
	context: CommandContext,
	onFailure: (error: unknown) => void,
): Promise<[Finding, ApiClient | undefined]> {
	let api: ApiClient | undefined;
	const finding = await find(
		"session",
		() => {
			api = context.api();
			return { ok: true, seen: api.url };
		},
		onFailure,
	);
	return [finding, api];
}

async function examineClusters(
	api: ApiClient,
	context: CommandContext,
): Promise<Finding[]> {
	const clusters: Finding[] = [];
	const whole = await find("clusters", async () => {
		for await (const cluster of everyCluster(api)) {
			clusters.push(examineCluster(cluster, context.now()));
		}
		return { ok: true, seen: `${clusters.length}` };
	});
	return [whole, ...clusters];
}
