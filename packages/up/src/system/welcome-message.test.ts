import assert from "node:assert/strict";
import { test } from "node:test";
import { welcomeMessage } from "./welcome-message.ts";

const system = {
	url: "http://127.0.0.1:7410",
	bus: {
		url: "tls://127.0.0.1:7422",
		keysFile: "/s/bus/keys.json",
		caFile: "/s/bus/ca.pem",
		isInsecure: false,
	},
	socket: "/s/run/s",
	apiToken: "qdt_secret",
	signInUrl: undefined,
	clusters: [{ name: "eu", labels: [], kubeconfig: "/k" }],
};
const options = { demo: true, email: "you@example.com", pods: 60 };
const facts = { tookMs: 1234, dir: "/s" };

test("what is up, where its limits are, and what to try; the token stays unsaid", () => {
	const said = welcomeMessage(system, options, facts);
	assert.match(said, /^Quarterdeck is up \(1\.2 s\)\.$/m);
	assert.match(said, /^ {2}Bus {7}tls:\/\/127\.0\.0\.1:7422$/m);
	assert.match(said, /^ {2}Ceilings {2}\/s\/clusters\/NAME\/ceiling\.yaml/m);
	assert.match(said, /qd run --cluster eu -- kubectl get pods -n shop/);
	assert.doesNotMatch(said, /qdt_secret/);
});

test("a bus that cannot prove itself is told as insecure", () => {
	const bus = { ...system.bus, isInsecure: true };
	assert.match(
		welcomeMessage({ ...system, bus }, options, facts),
		/insecure: it cannot prove itself/,
	);
});
