import { delimiter, resolve } from "node:path";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { parse } from "yaml";
import { z } from "zod";
import type { MachineContext } from "../machine-context.ts";
import { kubeconfigFilesOf, kubeconfigOf } from "./run-agent.ts";

const kubeconfigSchema = z.object({
	"current-context": z.string().nullish(),
	contexts: z.array(z.object({ name: z.string() })).nullish(),
});

/** A person's kubeconfig and the context of it that is meant. */
export interface OwnKubeconfig {
	/** One file, or several as KUBECONFIG has them; absolute paths. */
	readonly file: string;
	readonly context: string;
}

/**
 * The kubeconfig that was named, or the one kubectl would use, with its current context or the one that was named.
 * Only read: nothing is asked of the cluster.
 * @throws CliFailure when there is none, it is none, or it has no such context.
 */
export function findOwnKubeconfig(
	named: { readonly kubeconfig?: string; readonly context?: string },
	environment: MachineContext["environment"],
): OwnKubeconfig {
	const wanted = kubeconfigOf(
		named.kubeconfig
			? { ...environment, KUBECONFIG: named.kubeconfig }
			: environment,
	);
	if (wanted === undefined)
		throw refusal("In a pod, --kubeconfig FILE is required.");
	const files = kubeconfigFilesOf(wanted).map((file) => resolve(file));
	const file = files.join(delimiter);
	const configs = files.map(read);
	const names = [
		...new Set(
			configs.flatMap(({ contexts }) =>
				(contexts ?? []).map(({ name }) => name),
			),
		),
	];
	const current = configs.map((config) => config["current-context"]);
	const context = named.context ?? current.find(Boolean) ?? "";
	if (names.includes(context)) return { file, context };
	const choice =
		names.length > 0
			? `Choose one with --context: ${names.join(", ")}`
			: "It has no contexts. Try the demo: qd up --demo";
	throw refusal(
		context === ""
			? `${file} has no current context.\n${choice}`
			: `${file} has no context ${context}.\n${choice}`,
	);
}

function read(file: string): z.output<typeof kubeconfigSchema> {
	try {
		return kubeconfigSchema.parse(parse(readBoundedText(file)) ?? {});
	} catch (error) {
		const reason =
			error instanceof z.ZodError
				? "it has no valid list of contexts"
				: error instanceof Error
					? (error.message.split("\n")[0] ?? "")
					: String(error);
		throw refusal(
			`${file} is not a kubeconfig: ${reason}.\nUse another one with --kubeconfig FILE, or try the demo: qd up --demo`,
			error,
		);
	}
}

function refusal(message: string, cause?: unknown): CliFailure {
	return new CliFailure(message, { exitCode: exitCodes.usage, cause });
}

/** A cluster name from a context's: lower case, digits and -, at most 63. */
export function clusterNameFrom(context: string): string {
	const name = context
		.toLowerCase()
		.replace(/[^a-z0-9-]+/g, "-")
		.slice(0, 63)
		.replace(/^-+|-+$/g, "");
	return name === "" ? "cluster" : name;
}
