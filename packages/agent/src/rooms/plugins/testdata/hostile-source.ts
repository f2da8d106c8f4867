import { serveSource } from "@quarterdeck/plugin-sdk";
import { parse } from "yaml";

/** A source that does what its configuration says. */
interface Told {
	readonly act?: string;
	readonly count?: number;
	readonly text?: string;
}

const until = (signal: AbortSignal) =>
	new Promise<void>((resolve) => {
		if (signal.aborted) resolve();
		signal.addEventListener("abort", () => resolve(), { once: true });
	});
const event = (text: string, rawObject?: unknown) => ({
	message: { baseBody: { plaintext: text } },
	rawObject,
});

const streamless = process.env.QD_TEST_STREAMLESS === "1";

await serveSource({
	name: "hostile",
	version: "v1.2.3",
	description: "Does what it is told.",
	...(streamless
		? {}
		: {
				async stream({ configs, kubeconfig, listener }, { signal, emit, log }) {
					const told = (parse(configs[0] ?? "") ?? {}) as Told;
					const { act = "count", count = 1, text = "event" } = told;
					log.info(`opened for ${listener.sourceName} by ${process.pid}`);
					switch (act) {
						case "count":
							for (let n = 0; n < count && !signal.aborted; n++)
								await emit(event(`${text} ${n}`, { pid: process.pid }));
							return until(signal);
						case "flood":
							for (let n = 0; !signal.aborted; n++)
								await emit(event(`flood ${n} ${"x".repeat(10_000)}`));
							return;
						case "identity":
							await emit(event(Buffer.from(kubeconfig).toString()));
							return until(signal);
						case "end":
							await emit(event("only this"));
							return;
						case "fail":
							throw new Error("told to fail");
						case "die":
							process.exit(3);
							break;
						case "hang": {
							const wait = new Int32Array(new SharedArrayBuffer(4));
							Atomics.wait(wait, 0, 0);
							break;
						}
						case "huge":
							await emit(event("x".repeat(17 * 1024 * 1024)));
							return until(signal);
						case "deep": {
							let deep: unknown = 1;
							for (let n = 0; n < 500; n++) deep = [deep];
							await emit(event("deep", deep));
							await emit({ message: 5 as never });
							await emit(event("after"));
							return until(signal);
						}
						default:
							throw new Error(`no act ${act}`);
					}
				},
			}),
	async handleExternalRequest({ payload, listener }) {
		const said = Buffer.from(payload).toString();
		if (said === "fail") throw new Error("told to fail");
		return event(`${listener.sourceName} heard ${said.length}`);
	},
});
