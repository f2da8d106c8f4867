import { Agent, request } from "undici";
import { inOwnProcess, type OwnProcess } from "./in-own-process.ts";
import { type Finding, ms, sideBySide } from "./measure.ts";
import type { ServedCluster } from "./serve-cluster.ts";
import type { ServedGate } from "./serve-gate.ts";

/** What the gate adds to one request to the API server, and what it leaves of the throughput of a 5 MB list. */
export async function gateCost(): Promise<Finding[]> {
	await using cluster = await inOwnProcess<ServedCluster>(
		new URL("./serve-cluster.ts", import.meta.url),
		null,
	);
	const { kubeconfig, url, caCertificatePem, adminToken } = cluster.said;
	await using gate = await inOwnProcess<ServedGate>(
		new URL("./serve-gate.ts", import.meta.url),
		{ kubeconfig },
	);
	const direct = caller(url, caCertificatePem, adminToken);
	const through = caller(
		gate.said.url,
		gate.said.caCertificatePem,
		gate.said.secret,
	);
	try {
		const small = "/api/v1/namespaces/default";
		const [one, other] = await sideBySide(1500, [
			() => direct.get(small),
			() => through.get(small),
		]);
		const big = "/api/v1/namespaces/default/configmaps";
		const bytes = await direct.get(big);
		const [plain, gated] = await sideBySide(40, [
			() => direct.get(big),
			() => through.get(big),
		]);
		const cpu = await cpuPerList(() => through.get(big), { gate, cluster });
		const added = other.p50 - one.p50;
		const share = plain.p50 / gated.p50;
		return [
			{
				claim: "gate: added to one request, p50",
				measured: `${ms(added)} (direct ${ms(one.p50)}, gate ${ms(other.p50)}; p99 ${ms(one.p99)} and ${ms(other.p99)})`,
				aim: "≤ 1 ms",
				met: added <= 1,
			},
			{
				claim: `gate: throughput of a ${(bytes / 1e6).toFixed(1)} MB list, of direct`,
				measured: `${Math.round(share * 100)} % (direct ${ms(plain.p50)}, gate ${ms(gated.p50)}; processor time of one list: ${cpu})`,
				aim: "≥ 70 %",
				met: share >= 0.7,
			},
		];
	} finally {
		await Promise.all([direct.close(), through.close()]);
	}
}

const listsForCpu = 20;

/** The processor time that one call takes in each process, as text. */
async function cpuPerList(
	act: () => Promise<unknown>,
	sides: Readonly<Record<"gate" | "cluster", OwnProcess<unknown>>>,
): Promise<string> {
	const used = async () => ({
		gate: await sides.gate.cpuMs(),
		server: await sides.cluster.cpuMs(),
		client: cpuOfThisProcess(),
	});
	const before = await used();
	for (let i = 0; i < listsForCpu; i += 1) await act();
	const after = await used();
	return (["server", "gate", "client"] as const)
		.map((side) => `${side} ${ms((after[side] - before[side]) / listsForCpu)}`)
		.join(", ");
}

function cpuOfThisProcess(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

function caller(url: string, ca: string, token: string) {
	const dispatcher = new Agent({ connect: { ca }, connections: 1 });
	return {
		/** Bytes of the answer. */
		async get(path: string): Promise<number> {
			const answer = await request(new URL(path, url), {
				dispatcher,
				headers: { authorization: `Bearer ${token}` },
			});
			let bytes = 0;
			for await (const chunk of answer.body)
				bytes += (chunk as Uint8Array).length;
			if (answer.statusCode !== 200)
				throw new Error(`${path} answered ${answer.statusCode}`);
			return bytes;
		},
		close: () => dispatcher.close(),
	};
}

if (import.meta.main) console.table(await gateCost());
