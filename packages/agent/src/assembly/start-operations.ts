import {
	createHealth,
	type JobRunner,
	type Life,
	type Metrics,
	type PartHealth,
	startOperationsServer,
} from "@quarterdeck/runtime";
import type { Inventory } from "../rooms/inventory/index.ts";
import type { Settings } from "../settings.ts";
import type { Role } from "./role.ts";
import type { Leading } from "./start-leading.ts";

/** The door for operators; its address, when the settings ask for one. */
export async function startOperations(parts: {
	readonly settings: Pick<Settings, "operationsHost" | "operationsPort">;
	readonly role: Role;
	readonly inventory: Pick<Inventory, "kubernetes">;
	readonly metrics: Metrics;
	readonly jobs: Pick<JobRunner, "list">;
	readonly life: Life;
}): Promise<{ readonly operationsUrl?: string }> {
	const { settings, role, inventory, metrics, jobs, life } = parts;
	const health = createHealth();
	health.part("bus", () => whenLeading(role, busHealth));
	health.part("plugins", () => whenLeading(role, pluginHealth));
	health.part("kubernetes", () => {
		const { reachable, problem = "it does not answer" } =
			inventory.kubernetes();
		return reachable ? { ok: true } : { ok: false, problem };
	});
	metrics.gauge(
		"agent_leading",
		"1 while this agent leads, 0 while it stands by.",
		[],
		() => (role.current().kind === "leading" ? 1 : 0),
	);
	metrics.gauge(
		"agent_plugin_processes",
		"Plugin processes that run, ready or in use.",
		[],
		() => {
			const current = role.current();
			return current.kind === "leading"
				? current.leading.plugins.processes() +
						current.leading.sources.processes()
				: 0;
		},
	);
	const { operationsHost: host, operationsPort: port } = settings;
	if (port === undefined) return {};
	const server = await life.start("operations", () =>
		startOperationsServer({ host, port, health, metrics, jobs }),
	);
	return { operationsUrl: `http://${host}:${server.port}` };
}

/** A standby is well without what only a leader has, and says which it is. */
function whenLeading(
	role: Role,
	healthOf: (leading: Leading) => PartHealth,
): PartHealth {
	const current = role.current();
	switch (current.kind) {
		case "leading":
			return healthOf(current.leading);
		case "standby":
			return { ok: true, note: `standby: ${current.leader ?? "nobody"} leads` };
		case "starting":
			return { ok: false, problem: "the agent is starting" };
	}
}

function busHealth({ link }: Leading): PartHealth {
	const { state } = link;
	if (state.state === "connected")
		return state.isProven
			? { ok: true }
			: { ok: true, note: "insecure: its server proves nothing" };
	const reason = "reason" in state ? `: ${state.reason}` : "";
	return { ok: false, problem: `the link is ${state.state}${reason}` };
}

function pluginHealth({ plugins, sources, tellable }: Leading): PartHealth {
	const failed = [...plugins.states(), ...sources.states()].filter(
		({ state }) => state === "failed",
	);
	const problem = failed
		.map(
			(state) =>
				`${state.key}: ${tellable(state.problem ?? "it does not run")}`,
		)
		.join("; ");
	return failed.length === 0 ? { ok: true } : { ok: false, problem };
}
