import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultCeiling, startGate } from "@quarterdeck/agent/gate";
import { createApiServer, readKubeconfig } from "@quarterdeck/agent/kube";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { parse } from "yaml";

/** What a run of a plugin is lent, in pieces. */
export interface ServedGate {
	readonly url: string;
	readonly caCertificatePem: string;
	readonly secret: string;
}

/**
 * A gate made of the agent's own parts in front of a cluster, and one loan of it for the group `readers`.
 * @public serve-module.ts imports it by its path.
 */
export async function serve({
	kubeconfig,
}: {
	readonly kubeconfig: string;
}): Promise<{ said: ServedGate; stop(): Promise<void> }> {
	const folder = mkdtempSync(join(tmpdir(), "qd-bench-"));
	const file = join(folder, "kubeconfig");
	writeFileSync(file, kubeconfig, { mode: 0o600 });
	const upstream = createApiServer({
		access: readKubeconfig(file),
		clock: systemClock,
	});
	const gate = await startGate({
		upstream,
		clock: systemClock,
		log: silentLog,
		ceiling: defaultCeiling,
	});
	const loan = gate.lend({
		run: createNewId(systemClock)("run"),
		identity: { kind: "impersonated", user: "bench", groups: ["readers"] },
		clusterName: "bench",
		endsAt: new Date(systemClock.now().getTime() + 3_600_000),
	});
	const { clusters, users } = parse(loan.kubeconfig) as {
		clusters: {
			cluster: { server: string; "certificate-authority-data": string };
		}[];
		users: { user: { token: string } }[];
	};
	const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
	if (!cluster || !user)
		throw new Error("the loan's kubeconfig is not what was expected");
	const said = {
		url: cluster.server,
		caCertificatePem: Buffer.from(
			cluster["certificate-authority-data"],
			"base64",
		).toString(),
		secret: user.token,
	};
	return {
		said,
		async stop() {
			loan.end();
			await gate.stop();
			await upstream.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
