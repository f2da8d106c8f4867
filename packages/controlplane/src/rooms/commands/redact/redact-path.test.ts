import assert from "node:assert/strict";
import { test } from "node:test";
import { redactPath } from "./redact-path.ts";

const exec = "/api/v1/namespaces/shop/pods/db/exec?";

test("the words of a program in a path are hidden as on a command line", () => {
	for (const query of [
		"command=mysql&command=-uroot&command=-ps3cr3t&container=db&stdin=true",
		"command=redis-cli&command=-a&command=s3cr3t",
		"command=sh&command=-c&command=PGPASSWORD%3Ds3cr3t+psql",
		"command=curl&command=-u&command=ana%3As3cr3t&command=https%3A%2F%2Fx",
	]) {
		const shown = redactPath(exec + query);
		assert.doesNotMatch(shown, /s3cr3t/);
		assert.match(shown, /REDACTED/);
		assert.ok(shown.startsWith(exec), shown);
	}
	assert.equal(
		redactPath(`${exec}command=redis-cli&command=-a&command=x&tty=true`),
		`${exec}command=redis-cli&command=-a&command=***%20REDACTED%20***&tty=true`,
	);
});

test("a secret in the query of a proxied request is hidden", () => {
	for (const query of ["access_token=s3cr3t&a=b", "a=b&password=s3cr3t%"])
		assert.doesNotMatch(redactPath(`/proxy/?${query}`), /s3cr3t/);
});

test("every other path is shown letter by letter", () => {
	for (const path of [
		"/api",
		"/api/v1/namespaces/shop/secrets/db",
		"/api/v1/pods?limit=500&labelSelector=app%3Dweb&fieldSelector=a%21%3Db",
		"/api/v1/pods?watch&allowWatchBookmarks=true&continue=eyJ2IjoibWV0YSJ9",
		`${exec}command=ls&command=-la&container=db&stdout=true`,
		"/x?a=%E0%A4%A",
		"/x?",
	])
		assert.equal(redactPath(path), path);
});
