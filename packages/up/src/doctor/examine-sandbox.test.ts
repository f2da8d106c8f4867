import assert from "node:assert/strict";
import { test } from "node:test";
import { examineSandbox, thisMachine } from "./examine-sandbox.ts";

/** A machine on which commands that contain one of the words fail. */
function machine(isRoot: boolean, ...failing: string[]) {
	const tried: string[] = [];
	const succeeds = (command: readonly string[]) => {
		tried.push(command.join(" "));
		return !failing.some((word) => command.includes(word));
	};
	return { ...examineSandbox({ isRoot, succeeds }), tried };
}

test("what a machine allows is said, and what it does not with what to do", () => {
	assert.match(machine(true).seen, /own user, and a network of its own/);
	assert.ok(machine(true).tried.every((one) => !one.includes("--user")));
	const withoutRoot = machine(false);
	assert.equal(withoutRoot.seen, "user namespaces, and a network of its own");
	// The network belongs to the user namespace only when that was there before.
	assert.match(
		withoutRoot.tried[1] ?? "",
		/^unshare --user --map-root-user -- unshare --mount --net/,
	);
	for (const isRoot of [true, false]) {
		const shared = machine(isRoot, "--net");
		assert.equal(shared.ok, true);
		assert.match(shared.advice ?? "", /reach every address/);
	}
	assert.equal(machine(false, "--user").ok, false);
});

test("this machine is tried and is one of them", () => {
	assert.match(
		examineSandbox(thisMachine).seen,
		/own user|user namespaces|neither root/,
	);
});
