import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, type ErrorCode, errorBody } from "@quarterdeck/contract";
import type { CommandState } from "./command-record.ts";
import {
	type CommandOutcome,
	type Ended,
	outcomeOf,
	outcomeOfCommand,
} from "./outcome.ts";

const ended = (state: CommandState, code?: ErrorCode): Ended => ({
	state,
	error: code && errorBody(new AppError(code, { seconds: 1 } as never)),
});

test("not understood, refused, failed and silent are four things", () => {
	const cases: readonly [
		CommandState,
		ErrorCode | undefined,
		CommandOutcome,
	][] = [
		["denied", "COMMAND_UNKNOWN", "not-understood"],
		["denied", "COMMAND_NOT_BOUND", "not-understood"],
		["denied", "CHANNEL_UNKNOWN", "not-understood"],
		["denied", "CLUSTER_UNNAMED", "not-understood"],
		["failed", "CLUSTER_UNKNOWN", "not-understood"],
		["denied", "CHANNEL_CLOSED", "refused"],
		["denied", "RATE_EXCEEDED", "refused"],
		["failed", "AGENT_BUSY", "refused"],
		["denied", undefined, "refused"],
		["failed", "CLUSTER_SILENT", "silent"],
		["failed", "CLUSTER_LOST", "silent"],
		["failed", "CLUSTER_NEVER_JOINED", "silent"],
		["failed", "RUN_TIMEOUT", "failed"],
		["failed", undefined, "failed"],
		["cancelled", "COMMAND_CANCELLED", "cancelled"],
		["lost", "COMMAND_LOST", "lost"],
		["succeeded", undefined, "succeeded"],
		["running", undefined, "running"],
	];
	for (const [state, code, outcome] of cases)
		assert.equal(outcomeOf(ended(state, code)), outcome, `${state} ${code}`);
});

test("a command has the outcome that all its runs have, and failed when they differ", () => {
	const silent = ended("failed", "CLUSTER_SILENT");
	const of = (state: CommandState, ...runs: readonly Ended[]) =>
		outcomeOfCommand({ ...ended(state), runs });
	assert.equal(of("failed", silent, silent), "silent");
	assert.equal(of("failed", silent, ended("succeeded")), "failed");
	assert.equal(of("lost", ended("succeeded")), "lost");
	assert.equal(of("running", silent), "running");
	assert.equal(
		outcomeOfCommand({ ...ended("denied", "COMMAND_UNKNOWN"), runs: [] }),
		"not-understood",
	);
});
