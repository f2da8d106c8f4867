import { serveSource } from "../index.ts";

/** A source that counts up to what its configuration says, echoes webhooks, and does neither when told so. */
const isSilent = process.argv.includes("silent");
await serveSource({
	name: "tick",
	version: "v0.0.1",
	description: "Counts.",
	externalRequestSchema: { type: "object" },
	...(isSilent
		? {}
		: {
				async stream({ configs, listener, kubeconfig }, { emit, signal }) {
					const [config = "0"] = configs;
					if (config === "fail") throw new Error("told to fail");
					for (let n = 0; n < Number(config) && !signal.aborted; n++)
						await emit({
							message: { baseBody: { plaintext: `${listener.sourceName} ${n}` } },
							rawObject: { n, loan: kubeconfig.length },
						});
				},
				async handleExternalRequest({ payload, listener }) {
					return {
						message: { baseBody: { codeBlock: Buffer.from(payload).toString() } },
						analyticsLabels: { cluster: listener.clusterName },
					};
				},
			}),
});
