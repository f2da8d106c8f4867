import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Ending, tempDir, testKubectl } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { describeStages } from "./command-stages.ts";
import { type Finding, ms, sideBySide } from "./measure.ts";
import { descendantsOf, processorTime } from "./processor-time.ts";
import { untilDone } from "./until-done.ts";

const configuration = `
executors:
  reads:
    botkube/kubectl:
      enabled: true
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [reads]}}
`;

const rounds = 150;
/** Servers live for weeks; the first commands after a start pay for compiling. */
const warmUpCommands = 200;

/** A command through the whole house (API, control plane, bus, agent, gate, plugin, and back) against the same kubectl run by hand. */
export async function commandCost(): Promise<Finding[]> {
	await using ending = untilDone();
	const traces = tempDir(ending);
	const traceFiles = {
		controlPlane: join(traces, "control-plane.jsonl"),
		agent: join(traces, "agent.jsonl"),
	};
	const fleet = await startTestFleet(ending, {
		clusters: ["eu"],
		configuration,
		controlPlane: { QD_TRACE_FILE: traceFiles.controlPlane },
		agent: { QD_TRACE_FILE: traceFiles.agent },
	});
	const byHand = await kubectlByHand(ending, fleet);
	const through = async () => {
		const answer = await fleet.owner.says(
			"kubectl get pods -n shop --cluster eu",
		);
		if (!answer.succeeded) throw new Error(JSON.stringify(answer.runs));
	};
	for (let i = 0; i < warmUpCommands; i++) await through();
	const spent = processorTimes(fleet);
	const [direct, house] = await sideBySide(rounds, [byHand, through]);
	const perCommand = spent();
	await fleet.cluster("eu").agent.stop();
	await fleet.controlPlane.stop();
	const steps = describeStages(Object.values(traceFiles), rounds);
	const details = [...steps, "", "processor time of a command", ...perCommand];
	return [
		{
			...ratio("p50", direct.p50, house.p50, 1.2),
			details,
		},
		ratio("p99", direct.p99, house.p99, 1.35),
	];
}

function ratio(
	which: string,
	direct: number,
	house: number,
	aim: number,
): Finding {
	const of = house / direct;
	return {
		claim: `command: through the whole house, of the same kubectl by hand, ${which}`,
		measured: `${of.toFixed(2)} × (by hand ${ms(direct)}, through the house ${ms(house)}: ${ms(house - direct)} more)`,
		aim: `≤ ${aim.toFixed(2)} ×`,
		met: of <= aim,
	};
}

async function kubectlByHand(
	ending: Ending,
	fleet: TestFleet,
): Promise<() => Promise<unknown>> {
	const kubeconfig = join(tempDir(ending), "kubeconfig");
	writeFileSync(kubeconfig, fleet.cluster("eu").kubernetes.kubeconfig(), {
		mode: 0o600,
	});
	const kubectl = await testKubectl();
	const home = tempDir(ending);
	return () =>
		promisify(execFile)(kubectl, ["get", "pods", "-n", "shop"], {
			env: { KUBECONFIG: kubeconfig, HOME: home },
		});
}

/** Begins to count; the answer says what each process has used since then for one command. */
function processorTimes(fleet: TestFleet): () => readonly string[] {
	const agent = fleet.cluster("eu").agent.pid;
	const cells = descendantsOf(agent);
	const now = () => {
		const plugin = cells.map(processorTime);
		return {
			"kubectl by hand": processorTime(process.pid).childrenMs,
			"control plane": processorTime(fleet.controlPlane.pid).ownMs,
			agent: processorTime(agent).ownMs,
			plugin: sum(plugin.map(({ ownMs }) => ownMs)),
			"kubectl of the plugin": sum(plugin.map((of) => of.childrenMs)),
		};
	};
	const before = now();
	const commands = rounds + Math.ceil(rounds / 10);
	return () =>
		Object.entries(now()).map(([name, used]) => {
			const each = (used - before[name as keyof typeof before]) / commands;
			return `${name.padEnd(36)}${each.toFixed(2).padStart(8)} ms`;
		});
}

function sum(values: readonly number[]): number {
	return values.reduce((all, one) => all + one, 0);
}

if (import.meta.main) console.table(await commandCost());
