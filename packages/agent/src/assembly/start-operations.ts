import {
	createHealth,
	type Life,
	type Metrics,
	startOperationsServer,
} from "@quarterdeck/runtime";
import type { AgentLink } from "@quarterdeck/wire";
import type { Inventory } from "../rooms/inventory/index.ts";
import type { Plugins } from "../rooms/plugins/index.ts";
import type { Settings } from "../settings.ts";

/** The door for operators; its address, when the settings ask for one. */
export async function startOperations(parts: {
	readonly settings: Pick<Settings, "operationsHost" | "operationsPort">;
	readonly link: Pick<AgentLink, "state">;
	readonly inventory: Pick<Inventory, "kubernetes">;
	readonly plugins: Pick<Plugins, "states">;
	readonly metrics: Metrics;
	readonly life: Life;
}): Promise<{ readonly operationsUrl?: string }> {
	const { settings, link, inventory, plugins, metrics, life } = parts;
	const health = createHealth();
	health.part("bus", () =>
		link.state.state === "connected"
			? { ok: true }
			: { ok: false, problem: `the link is ${link.state.state}` },
	);
	health.part("kubernetes", () => {
		const { reachable, problem = "it does not answer" } =
			inventory.kubernetes();
		return reachable ? { ok: true } : { ok: false, problem };
	});
	health.part("plugins", () => {
		const failed = plugins.states().filter(({ state }) => state === "failed");
		const problem = failed
			.map((state) => `${state.key}: ${state.problem}`)
			.join("; ");
		return failed.length === 0 ? { ok: true } : { ok: false, problem };
	});
	const { operationsHost: host, operationsPort: port } = settings;
	if (port === undefined) return {};
	const server = await life.start("operations", () =>
		startOperationsServer({ host, port, health, metrics }),
	);
	return { operationsUrl: `http://${host}:${server.port}` };
}
