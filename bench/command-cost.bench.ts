import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { tempDir, testKubectl } from "@quarterdeck/testkit";
import { startTestFleet } from "@quarterdeck/testkit/fleet";
import { type Finding, ms, sideBySide } from "./measure.ts";
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
	const fleet = await startTestFleet(ending, {
		clusters: ["eu"],
		configuration,
	});
	const kubeconfig = join(tempDir(ending), "kubeconfig");
	writeFileSync(kubeconfig, fleet.cluster("eu").kubernetes.kubeconfig(), {
		mode: 0o600,
	});
	const kubectl = await testKubectl();
	const home = tempDir(ending);
	const byHand = () =>
		promisify(execFile)(kubectl, ["get", "pods", "-n", "shop"], {
			env: { KUBECONFIG: kubeconfig, HOME: home },
		});
	const through = async () => {
		const answer = await fleet.owner.says(
			"kubectl get pods -n shop --cluster eu",
		);
		if (!answer.succeeded) throw new Error(JSON.stringify(answer.runs));
	};
	for (let i = 0; i < warmUpCommands; i++) await through();
	const [direct, house] = await sideBySide(rounds, [byHand, through]);
	const [added50, added99] = [house.p50 - direct.p50, house.p99 - direct.p99];
	return [
		{
			claim: "command: added by the whole house, p50",
			measured: `${ms(added50)} (by hand ${ms(direct.p50)}, through the house ${ms(house.p50)})`,
			aim: "≤ 15 ms",
			met: added50 <= 15,
		},
		{
			claim: "command: added by the whole house, p99",
			measured: `${ms(added99)} (by hand ${ms(direct.p99)}, through the house ${ms(house.p99)})`,
			aim: "≤ 40 ms",
			met: added99 <= 40,
		},
	];
}

if (import.meta.main) console.table(await commandCost());
