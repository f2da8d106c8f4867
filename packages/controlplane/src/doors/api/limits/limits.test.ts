import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createLog, createTokenBuckets, silentLog } from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import type { Context } from "hono";
import { networkOf } from "../../../rooms/sign-in/index.ts";
import { createClientAddress } from "./client-address.ts";
import { createOpenSubscriptions } from "./open-subscriptions.ts";

describe("requests", () => {
	test("over the limit are told how long to wait, and are let in after that", async () => {
		const clock = createHandClock();
		const buckets = createTokenBuckets({ clock, perSecond: 0.5, burst: 3 });
		for (let i = 0; i < 3; i++) assert.equal(buckets.take("a").ok, true);
		const refused = buckets.take("a");
		assert.deepEqual(refused, { ok: false, retrySeconds: 2 });
		assert.equal(buckets.take("b").ok, true, "others are not held back");
		await clock.wind(2000);
		assert.equal(buckets.take("a").ok, true);
		assert.equal(buckets.take("a").ok, false);
	});

	test("of very many makers do not fill the memory, and the busy one is not forgiven", () => {
		const clock = createHandClock();
		const buckets = createTokenBuckets({ clock, perSecond: 1, burst: 1 });
		buckets.take("busy");
		for (let i = 0; i < 50_000; i++) {
			buckets.take(`key ${i}`);
			if (i % 1000 === 0) assert.equal(buckets.take("busy").ok, false);
		}
		assert.equal(buckets.take("key 0").ok, true, "forgotten by now");
	});
});

test("subscriptions over the limit are refused until one ends, and end once", () => {
	const subscriptions = createOpenSubscriptions(2);
	const first = subscriptions.take("ana");
	subscriptions.take("ana");
	assert.throws(() => subscriptions.take("ana"), /2 open subscriptions/);
	subscriptions.take("bob");
	first();
	first();
	assert.equal(subscriptions.open, 2);
	subscriptions.take("ana");
	assert.throws(() => subscriptions.take("ana"));
});

describe("where a request comes from", () => {
	const from = (peer: string, forwarded?: string) =>
		({
			env: { incoming: { socket: { remoteAddress: peer } } },
			req: { header: () => forwarded },
		}) as unknown as Context;

	test("is not what anybody says", () => {
		const nobody = createClientAddress([], silentLog);
		assert.equal(nobody(from("203.0.113.9", "10.0.0.1")), "203.0.113.9");
		const proxy = createClientAddress(["10.0.0.0/8", "fd00::/8"], silentLog);
		assert.equal(proxy(from("203.0.113.9", "10.0.0.1")), "203.0.113.9");
		assert.equal(
			proxy(from("10.0.0.1", "1.1.1.1, 198.51.100.7")),
			"198.51.100.7",
			"what stands left of the first stranger was written by the stranger",
		);
	});

	test("is never the proxy's own where the proxy names somebody, readable or not", () => {
		const proxy = createClientAddress(["10.0.0.0/8", "fd00::/8"], silentLog);
		for (const [said, address] of [
			["198.51.100.7:4000", "198.51.100.7"],
			["2001:db8::5", "2001:db8::5"],
			["[2001:db8::5]", "2001:db8::5"],
			["[2001:db8::5]:4000", "2001:db8::5"],
			["[::ffff:198.51.100.7]:4000", "198.51.100.7"],
			["198.51.100.7:4000, 10.2.2.2:80", "198.51.100.7"],
			["198.51.100.7:4000, [fd00::2]:80", "198.51.100.7"],
			["unknown", "unreadable unknown"],
			["", "unreadable "],
			["<script>\u00e9", "unreadable <script>?"],
			["999.1.1.1", "unreadable 999.1.1.1"],
			["198.51.100.7:x", "unreadable 198.51.100.7:x"],
			["[nowhere]:1", "unreadable [nowhere]:1"],
			["198.51.100.7, unknown", "unreadable unknown"],
			["x".repeat(5000), `unreadable ${"x".repeat(50)}`],
		] as const)
			assert.equal(proxy(from("10.0.0.1", said)), address, said);
	});

	test("is logged once where a sender that is not trusted says another", () => {
		const lines: string[] = [];
		const log = createLog({
			process: "test",
			level: "info",
			write: (line) => void lines.push(line),
		});
		const addressOf = createClientAddress(["10.0.0.1"], log);
		addressOf(from("192.0.2.1"));
		addressOf(from("10.0.0.1", "198.51.100.7"));
		assert.deepEqual(lines, [], "nothing is wrong yet");
		for (const sender of ["192.0.2.1", "192.0.2.2"])
			addressOf(from(sender, "198.51.100.7"));
		assert.equal(lines.length, 1);
		assert.match(lines[0] ?? "", /"192\.0\.2\.1".*QD_TRUSTED_PROXIES/);
		assert.match(lines[0] ?? "", /"level":"warn"/);
	});

	test("is told by proxies that are trusted, through several of them", () => {
		const proxy = createClientAddress(["10.0.0.0/8", "fd00::1"], silentLog);
		assert.equal(
			proxy(from("::ffff:10.0.0.1", "198.51.100.7, 10.2.2.2")),
			"198.51.100.7",
		);
		assert.equal(proxy(from("fd00::1", "2001:db8::5")), "2001:db8::5");
		assert.equal(proxy(from("10.0.0.1")), "10.0.0.1");
		assert.throws(() => createClientAddress(["proxy.example"], silentLog));
	});

	test("counts as one for all of a customer's IPv6 network", () => {
		assert.equal(networkOf("198.51.100.7"), "198.51.100.7");
		for (const address of ["2001:db8:1:2::1", "2001:db8:1:2:ffff:0:0:9"])
			assert.equal(networkOf(address), "2001:db8:1:2::/64");
		assert.equal(networkOf("2001:db8::1"), "2001:db8:0:0::/64");
		assert.equal(networkOf("::1"), "0:0:0:0::/64");
		assert.equal(networkOf(""), "");
	});
});
