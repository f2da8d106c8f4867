import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CliFailure } from "@quarterdeck/cli";
import { tempDir } from "@quarterdeck/testkit";
import { givenBus } from "./given-bus.ts";

test("a named bus that cannot prove itself is refused, unless that was chosen", (t) => {
	const natsKeys = join(tempDir(t), "keys.json");
	writeFileSync(natsKeys, "{}");
	const common = { email: "you@example.com", pods: 1, natsKeys };
	const refusal = (url: string, more: object = {}) => {
		try {
			givenBus(url, { ...common, ...more });
			return undefined;
		} catch (error) {
			assert.ok(error instanceof CliFailure, String(error));
			return error.message;
		}
	};
	for (const url of ["nats://127.0.0.1:4222", "ws://bus", "bus:4222"])
		assert.match(
			refusal(url) ?? "",
			/cannot prove that it is yours.*--nats-ca FILE.*--nats-insecure/s,
		);
	assert.match(
		refusal("ws://bus", { natsCa: "/ca.pem" }) ?? "",
		/cannot prove/,
	);
	for (const [url, more] of [
		["tls://bus:4222", {}],
		["wss://bus", {}],
		["nats://bus:4222", { natsCa: "/ca.pem" }],
		["nats://bus:4222", { natsInsecure: true }],
	] as const)
		assert.equal(refusal(url, more), undefined);
	assert.match(
		refusal("tls://bus:4222", { natsKeys: "/none" }) ?? "",
		/There is no file \/none/,
	);
	assert.deepEqual(
		givenBus("tls://bus:4222", { ...common, natsCa: "/ca.pem" }),
		{
			url: "tls://bus:4222",
			keysFile: natsKeys,
			caFile: "/ca.pem",
			isInsecure: false,
		},
	);
});
