import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog } from "@quarterdeck/runtime";
import { createKnownSecrets } from "../rooms/configuration/index.ts";
import { hidingLog } from "./hiding-log.ts";

test("what a plugin was given is in no line of the log, whichever way it comes there", () => {
	let written = "";
	const known = createKnownSecrets();
	const log = hidingLog(
		createLog({
			process: "agent",
			level: "debug",
			write: (line) => {
				written += line;
			},
		}),
		known,
	);
	log.info("plugin log", { reason: "hunter22 before it is known" });
	assert.match(written, /hunter22/);
	written = "";
	known.add(["hunter22", "another-secret"]);
	log.info("plugin log", { reason: "token hunter22" });
	log.child({ plugin: "a-hunter22" }).warn("ended", {
		error: new Error("no hunter22", { cause: new Error("another-secret") }),
	});
	log.debug("plugin log", { reason: { deep: ["another-secret"] } });
	log.error("plain", { reason: "shown" });
	assert.doesNotMatch(written, /hunter22|another-secret/);
	assert.match(written, /shown/);
	assert.equal(written.trim().split("\n").length, 4);
});

test("old secrets are forgotten when there are very many", () => {
	const known = createKnownSecrets();
	known.add(Array.from({ length: 1001 }, (_, i) => `secret-${i}-x`));
	assert.equal(known.hider.text("secret-0-x"), "secret-0-x");
	assert.doesNotMatch(known.hider.text("secret-1000-x"), /secret-1000/);
});
