import type { ApiClient } from "../api/api-client.ts";
import { everyCluster } from "../cluster/list-clusters.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { ago } from "../output/ago.ts";
import { safeText } from "../output/safe-text.ts";
import { examineControlPlane } from "./examine-control-plane.ts";
import { type Finding, find } from "./finding.ts";

/** Examines the session, the control plane and the clusters, and prints each finding, `first` before them. @returns the exit code: 0 when all is well. */
export async function examine(
	options: { readonly output: string },
	context: CommandContext,
	first: readonly Finding[],
): Promise<number> {
	const [session, api] = await openSession(context);
	const beyond = api
		? [
				...(await examineControlPlane(api)),
				...(await examineClusters(api, context)),
			]
		: [];
	const findings = [...first, session, ...beyond];
	const { terminal } = context;
	terminal.out(
		options.output === "json"
			? `${JSON.stringify(findings, null, 2)}\n`
			: findings.map(line).join(""),
	);
	return findings.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed;
}

function line({ part, ok, seen, advice }: Finding): string {
	const told = `${ok ? "ok  " : "BAD "} ${part.padEnd(22)} ${seen}`;
	return safeText(
		advice ? `${told}\n     ${" ".repeat(22)} → ${advice}\n` : `${told}\n`,
	);
}

async function openSession(
	context: CommandContext,
): Promise<[Finding, ApiClient | undefined]> {
	let api: ApiClient | undefined;
	const finding = await find("session", () => {
		api = context.api();
		return { ok: true, seen: api.url };
	});
	return [finding, api];
}

async function examineClusters(
	api: ApiClient,
	context: CommandContext,
): Promise<Finding[]> {
	const clusters: Finding[] = [];
	const whole = await find("clusters", async () => {
		for await (const cluster of everyCluster(api)) {
			const seen = `${cluster.state.toLowerCase()}${cluster.lastSeenAt ? `, seen ${ago(cluster.lastSeenAt, context.now())} ago` : ""}`;
			const sick = cluster.plugins.find(({ state }) => state === "failed");
			const wrongClock = whyWrongClock(cluster.clockAheadSeconds);
			const problem =
				wrongClock ??
				(cluster.kubernetes && !cluster.kubernetes.reachable
					? `its API server: ${cluster.kubernetes.problem ?? "unreachable"}`
					: sick?.problem);
			const advice =
				problem ??
				(cluster.state === "LOST"
					? "check that its agent is running and can reach the bus"
					: cluster.state === "JOINING"
						? "start its agent with: qd agent --join-file FILE"
						: undefined);
			clusters.push({
				part: `cluster ${cluster.name}`,
				ok: cluster.state === "ALIVE" && !problem,
				seen,
				...(advice ? { advice } : {}),
			});
		}
		return { ok: true, seen: `${clusters.length}` };
	});
	return [whole, ...clusters];
}

/** Credentials and what is shown of an agent go by its clock; one that is set by NTP is off by milliseconds. */
const clockToleranceSeconds = 60;

function whyWrongClock(aheadSeconds: number | null): string | undefined {
	if (aheadSeconds === null || Math.abs(aheadSeconds) <= clockToleranceSeconds)
		return undefined;
	const direction = aheadSeconds < 0 ? "behind" : "ahead of";
	return `its agent's clock is ${Math.abs(aheadSeconds)} s ${direction} the control plane's; set it, for example with NTP`;
}
