#!/usr/bin/env node
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveExecutor } from "@quarterdeck/plugin-sdk";
import { findKubectl } from "./kubectl-environment.ts";
import { createKubectlExecutor, loadConfigSchema } from "./kubectl-executor.ts";
import { createRunKubectl } from "./run-kubectl.ts";

const cache = mkdtempSync(join(tmpdir(), "qd-cache-"));
process.once("exit", () => rmSync(cache, { recursive: true, force: true }));

await serveExecutor(
	createKubectlExecutor({
		runKubectl: createRunKubectl({
			findKubectl,
			cacheDirectory: cache,
		}),
	}),
);
// Ready before the first command needs them, after the host has heard that we are.
await loadConfigSchema();
