import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AddCommand } from "./command.ts";

/** The version of this checkout or image. */
export function ownVersion(root: string): string {
	const manifest: { version: string } = JSON.parse(
		readFileSync(join(root, "package.json"), "utf8"),
	);
	return manifest.version;
}

/** `qd version`: ours, and the control plane's when one can be asked. */
export const addVersion: AddCommand = (program, surroundings) => {
	program
		.command("version")
		.description("The version of qd and of the control plane it talks to")
		.action(async () => {
			const { terminal } = surroundings;
			terminal.out(
				`qd            ${ownVersion(surroundings.root)} (Node ${process.versions.node})\n`,
			);
			const { statusDocument } = await import("../api/documents.ts");
			try {
				const { status } = await surroundings
					.api()
					.ask<{ status: { version: string } }>(statusDocument);
				terminal.out(`control plane ${status.version}\n`);
			} catch (error) {
				terminal.say(
					`control plane ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}\n`,
				);
			}
		});
};
