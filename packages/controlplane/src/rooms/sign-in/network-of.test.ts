import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf } from "./network-of.ts";

test("addresses of one IPv6 network are counted together, all others by themselves", () => {
	for (const [address, network] of [
		["2001:db8::1", "2001:db8:0:0::/64"],
		["2001:DB8:0:0:ffff::", "2001:db8:0:0::/64"],
		["1::2:3:4:5:6", "1:0:0:2::/64"],
		["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
		["::1", "0:0:0:0::/64"],
		["fe80::1%eth0", "fe80:0:0:0::/64"],
		["203.0.113.9", "203.0.113.9"],
		["", ""],
		["no address", "no address"],
	] as const)
		assert.equal(networkOf(address), network, address);
});
