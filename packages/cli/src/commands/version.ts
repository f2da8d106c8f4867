import { version } from "@quarterdeck/contract/version";
import type { AddCommand } from "./command.ts";

/** `qd version`: ours, and the control plane's when one can be asked. */
export const addVersion: AddCommand = (program, context) => {
	program
		.command("version")
		.description("Print the version of qd and of the control plane it uses")
		.action(async () => {
			const { terminal } = context;
			terminal.out(
				`qd            ${version} (Node ${process.versions.node})\n`,
			);
			const { statusDocument } = await import("../api/documents.ts");
			try {
				const { status } = await context
					.api()
					.ask<{ status: { version: string } }>(statusDocument);
				terminal.out(`control plane ${status.version}\n`);
			} catch (error) {
				terminal.say(
					`control plane unknown: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}\n`,
				);
			}
		});
};
