import { configurationsDocument } from "../api/documents.ts";
import { ago } from "../output/ago.ts";
import { table } from "../output/table.ts";
import type { Surroundings } from "../surroundings.ts";

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
	surroundings: Surroundings,
): Promise<void> {
	const { configurations } = await surroundings
		.api()
		.ask<History>(configurationsDocument, { first: options.number });
	const now = surroundings.now();
	const rows = configurations.edges.map(({ node }) => [
		String(node.version),
		`${ago(node.createdAt, now)} ago`,
		node.author,
		node.note ?? "-",
	]);
	surroundings.terminal.out(table(["VERSION", "APPLIED", "BY", "WHY"], rows));
}
