import assert from "node:assert/strict";
import { test } from "node:test";
import { processEnvironment } from "./start-control-plane.ts";

test("a process of ours is told what to log and to trace, and nothing of what else the shell knows", () => {
	const environment = {
		PATH: "/usr/bin",
		QD_LOG_LEVEL: "debug",
		QD_TRACE_FILE: "/tmp/trace.jsonl",
		QD_TOKEN: "secret",
		NODE_OPTIONS: "--import=/tmp/x.js",
	};
	assert.deepEqual(processEnvironment({ environment, root: "/qd" }), {
		PATH: "/usr/bin",
		QD_LOG_LEVEL: "debug",
		QD_TRACE_FILE: "/tmp/trace.jsonl",
		NODE_COMPILE_CACHE: "/qd/.cache/compile",
	});
});
