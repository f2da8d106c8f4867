import { configurationsDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import { table } from "../output/table.ts";

interface History {
	readonly configurations: {
		readonly edges: readonly {
			readonly node: {
				readonly version: number;
				readonly author: string;
				readonly createdAt: string;
				readonly note: string | null;
			};
		}[];
	};
}

/** Prints the newest versions first: who, when, why. */
export async function showHistory(
	options: { readonly number: number },
	context: CommandContext,
): Promise<void> {
	const { configurations } = await context
		.api()
		.ask<History>(configurationsDocument, { first: options.number });
	const now = context.now();
	const rows = configurations.edges.map(({ node }) => [
		String(node.version),
		`${ago(node.createdAt, now)} ago`,
		node.author,
		node.note ?? "-",
	]);
	context.terminal.out(table(["VERSION", "APPLIED", "BY", "WHY"], rows));
}
