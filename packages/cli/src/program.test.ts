import assert from "node:assert/strict";
import { test } from "node:test";
import { createCommandContext } from "./command-context.ts";
import { createClientProgram } from "./program.ts";
import { createTestTerminal } from "./terminal.fixture.ts";

const { terminal } = createTestTerminal();

test("the client of a laptop has the commands that ask a control plane, and none that starts one", () => {
	const program = createClientProgram(
		createCommandContext(terminal, { HOME: "/" }),
	);
	const names = program.commands
		.map((command) => command.name())
		.filter((name) => !name.startsWith("__"));
	assert.deepEqual(names, [
		...["run", "output", "cluster", "config", "audit"],
		...["event", "silence", "job"],
		...["login", "logout", "whoami", "person"],
		...["doctor", "version", "completion"],
	]);
});
