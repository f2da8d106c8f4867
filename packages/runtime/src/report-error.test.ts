import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { createLog } from "./log.ts";
import type { NewId } from "./new-id.ts";
import { createReportError } from "./report-error.ts";

function stage(level: "debug" | "info" = "info") {
	const lines: Record<string, string>[] = [];
	const reportError = createReportError({
		log: createLog({
			process: "test",
			level,
			write: (line) => void lines.push(JSON.parse(line)),
		}),
		newId: ((kind: string) => `${kind}_1`) as NewId,
	});
	return { lines, reportError };
}

const unavailable = (cause: unknown) =>
	new AppError(
		"SIGN_IN_UNAVAILABLE",
		{ provider: "House", reason: "it cannot be reached" },
		{ cause },
	);

test("what is unavailable is logged with its causes, each in one line", () => {
	const { lines, reportError } = stage();
	const inner = Object.assign(new Error("connect failed\nat 10.0.0.1"), {
		code: "ECONNREFUSED",
	});
	const error = unavailable(new TypeError("fetch failed", { cause: inner }));
	assert.equal(reportError(error), error);
	reportError(error);
	assert.equal(lines.length, 1, "once");
	assert.equal(lines[0]?.level, "warn");
	assert.match(
		lines[0]?.error ?? "",
		/^House cannot .*\n {2}caused by TypeError: fetch failed\n {2}caused by ECONNREFUSED: connect failed$/,
	);
});

test("causes of causes end, also where one is its own", () => {
	const { lines, reportError } = stage();
	const endless = new Error("again");
	endless.cause = endless;
	reportError(unavailable(endless));
	assert.equal(lines[0]?.error?.match(/caused by/g)?.length, 5);
});

test("a refusal is logged at debug unless it is asked for at info, and never names the person there", () => {
	const refusal = () =>
		new AppError("EMAIL_HELD", { issuer: "House", email: "ana@example.com" });
	const { lines, reportError } = stage();
	reportError(refusal());
	assert.equal(lines.length, 0);
	reportError(refusal(), { refusals: "info" });
	assert.equal(lines[0]?.level, "info");
	assert.equal(lines[0]?.email, "[redacted]");
	assert.doesNotMatch(JSON.stringify(lines), /ana@example/);
	const debug = stage("debug");
	debug.reportError(refusal());
	assert.equal(debug.lines[0]?.email, "ana@example.com");
});
