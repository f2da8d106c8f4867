import assert from "node:assert/strict";
import { test } from "node:test";
import { SettingsError } from "@quarterdeck/runtime";
import { readOutboundProxy } from "./outbound-proxy.ts";

const HTTPS_PROXY = "http://proxy.example.com:3128";

function goesThrough(
	url: string,
	environment: Readonly<Record<string, string>> = {},
): boolean {
	return readOutboundProxy({ HTTPS_PROXY, ...environment }).isFor(new URL(url));
}

test("without a proxy nothing goes through one", () => {
	for (const environment of [
		{},
		{ HTTPS_PROXY: "" },
		{ HTTP_PROXY: "http://x" },
	]) {
		const proxy = readOutboundProxy(environment);
		assert.equal(proxy.url, undefined);
		assert.equal(proxy.isFor(new URL("https://login.example.com")), false);
	}
});

test("either spelling names it, with or without a scheme", () => {
	for (const environment of [
		{ HTTPS_PROXY },
		{ https_proxy: HTTPS_PROXY },
		{ HTTPS_PROXY: "proxy.example.com:3128" },
	])
		assert.equal(readOutboundProxy(environment).url, `${HTTPS_PROXY}/`);
	for (const wrong of ["socks5://proxy:1080", "http://", "://", "a b"])
		assert.throws(
			() => readOutboundProxy({ HTTPS_PROXY: wrong }),
			SettingsError,
			wrong,
		);
});

test("what is outside goes through it; loopback, names without a dot and services of a cluster never do", () => {
	for (const outside of [
		"https://login.example.com/realms/house",
		"https://198.51.100.7",
		"https://[2001:db8::1]",
		"https://svc.example.com",
		"https://notlocalhost.example",
	])
		assert.equal(goesThrough(outside), true, outside);
	for (const near of [
		"http://login.example.com",
		"https://localhost:8443",
		"https://127.9.9.9",
		"https://[::1]",
		"https://idp.localhost",
		"https://keycloak",
		"https://keycloak.auth.svc",
		"https://keycloak.auth.svc.cluster.local",
		"https://KEYCLOAK.auth.svc.",
	])
		assert.equal(goesThrough(near), false, near);
});

test("NO_PROXY excepts names with what lies below them, addresses, networks and ports", () => {
	for (const [entries, url, through] of [
		["example.com", "https://login.example.com", false],
		["example.com", "https://example.com", false],
		["example.com", "https://myexample.com", true],
		[".example.com", "https://login.example.com", false],
		["*.example.com", "https://login.example.com", false],
		["LOGIN.example.com", "https://login.EXAMPLE.com", false],
		["other.org login.example.com", "https://login.example.com", false],
		["other.org,login.example.com", "https://login.example.com", false],
		["login.example.com:8443", "https://login.example.com:8443", false],
		["login.example.com:8443", "https://login.example.com", true],
		["login.example.com:443", "https://login.example.com", false],
		["10.0.0.0/8", "https://10.1.2.3", false],
		["10.0.0.0/8", "https://11.1.2.3", true],
		["10.1.2.3", "https://10.1.2.3", false],
		["fd00::/8", "https://[fd00::1]", false],
		["10.0.0.0/99", "https://10.1.2.3", true],
		["*", "https://login.example.com", false],
		["", "https://login.example.com", true],
	] as const) {
		assert.equal(goesThrough(url, { NO_PROXY: entries }), through, entries);
		assert.equal(goesThrough(url, { no_proxy: entries }), through, entries);
	}
});
