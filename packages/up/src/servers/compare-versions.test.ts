import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	compareVersions,
	isAtLeast,
	upstreamVersion,
} from "./compare-versions.ts";

test("versions order by number, not by letter", () => {
	const inOrder = [
		"2.9.10",
		"2.10.0-RC.1",
		"2.10.0",
		"v2.10.27",
		"2.14.3-beta.1",
		"2.14.3-rc.2",
		"2.14.3",
		"2.15",
		"10.0",
	];
	for (let i = 1; i < inOrder.length; i++) {
		const [older = "", newer = ""] = [inOrder[i - 1], inOrder[i]];
		assert.ok(compareVersions(older, newer) < 0, `${older} < ${newer}`);
		assert.ok(compareVersions(newer, older) > 0, `${newer} > ${older}`);
	}
});

test("a missing part is 0, and a vendor's suffix changes nothing", () => {
	assert.equal(compareVersions("1.27", "1.27.0"), 0);
	assert.equal(compareVersions("v1.32.4-dispatcher", "1.32.4"), 0);
	assert.equal(compareVersions("1.32.4-gke.1000", "1.32.4"), 0);
	assert.ok(isAtLeast("1.27.0-eks-1a2b", "1.27"));
	assert.ok(!isAtLeast("1.26.15", "1.27"));
	assert.ok(!isAtLeast("2.14.3-RC.1", "2.14.3"));
});

test("text without a version is never new enough", () => {
	for (const nonsense of ["", "devel", "v", "[not set]"])
		assert.equal(isAtLeast(nonsense, "0.0"), false);
});

test("the upstream part of a Debian version loses epoch, revision and repacking", () => {
	assert.equal(upstreamVersion("2.15.1-1"), "2.15.1");
	assert.equal(upstreamVersion("1:1.36.4+ds-1"), "1.36.4");
	assert.equal(upstreamVersion("2.10.27-1+b4"), "2.10.27");
	assert.equal(upstreamVersion("15.18-0+deb12u1"), "15.18");
	assert.ok(!isAtLeast(upstreamVersion("2.15.0~rc1-1"), "2.15.0"));
});

test("the order is one: whatever the numbers, swapping turns the sign", () => {
	const version = fc
		.array(fc.nat(1000), { minLength: 1, maxLength: 5 })
		.map((parts) => parts.join("."));
	fc.assert(
		fc.property(version, version, (a, b) => {
			assert.equal(
				Math.sign(compareVersions(a, b)),
				-Math.sign(compareVersions(b, a)) + 0,
			);
		}),
	);
});
