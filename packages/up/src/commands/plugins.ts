import {
	type AddCommand,
	examples,
	type ListOutput,
	listOutputOption,
	repeated,
	type ThingOutput,
	thingOutputOption,
	wholeNumber,
} from "@quarterdeck/cli";
import { type Command, Option } from "commander";
import type { MachineContext } from "../machine-context.ts";

const folderOption = () =>
	new Option(
		"--plugin-dir <folder>",
		"plugin folder of an agent (default: QD_PLUGIN_DIR, or that of qd up)",
	);

/** `qd plugins`: plugin folders, and what they are filled from. */
export const addPlugins: AddCommand<MachineContext> = (program, machine) => {
	const plugins = program
		.command("plugins")
		.description("Look after plugin folders, mirrors and indexes of plugins");
	addMirror(plugins, machine);
	addFolderVerbs(plugins, machine);
	addIndex(plugins, machine);
};

function addMirror(plugins: Command, machine: MachineContext): void {
	plugins
		.command("mirror")
		.description(
			"Fetch plugins with their dependencies into a folder that agents without a way out can use",
		)
		.argument(
			"<keys...>",
			"plugins: REPOSITORY/NAME or REPOSITORY/NAME@VERSION",
		)
		.requiredOption(
			"--repository <name=url>",
			"address of the index of a repository; may be repeated",
			repeated,
		)
		.requiredOption("--to <folder>", "folder of the mirror; what it has stays")
		.addOption(
			new Option(
				"--platform <os/architecture>",
				"platform of agents, by Go's names; may be repeated (default: linux/amd64)",
			).argParser(repeated),
		)
		.option(
			"--header-file <file>",
			"file with secret headers for the repository, a line `Name: value` each",
		)
		.option("--public-key <key>", "key by which the index must be signed")
		.option(
			"--allow-unverified",
			"also fetch files for which the index has no checksum; the mirror's index has them",
		)
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples(
				"qd plugins mirror acme/tickets@v1.4.0 --repository acme=https://plugins.acme.example/index.yaml --to ./mirror",
				"qd plugins mirror acme/a acme/b --repository acme=https://… --to ./mirror --platform linux/amd64 --platform linux/arm64",
			),
		)
		.action(
			async (
				keys: string[],
				options: {
					repository: string[];
					to: string;
					platform?: string[];
					headerFile?: string;
					publicKey?: string;
					allowUnverified?: boolean;
					output: ListOutput;
				},
			) => {
				const { mirrorPlugins } = await import("../system/plugin-verbs.ts");
				const { platform = ["linux/amd64"] } = options;
				await mirrorPlugins(keys, { ...options, platform }, machine);
			},
		);
}

function addFolderVerbs(plugins: Command, machine: MachineContext): void {
	plugins
		.command("list")
		.alias("ls")
		.description("List the plugins in a plugin folder")
		.addOption(folderOption())
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples("qd plugins list", "qd plugins list -o json"),
		)
		.action(async (options: { pluginDir?: string; output: ListOutput }) => {
			const { listPlugins } = await import("../system/plugin-verbs.ts");
			await listPlugins(options, machine);
		});
	plugins
		.command("info")
		.description("Show which versions of a plugin the folder's index has")
		.argument("<key>", "plugin: REPOSITORY/NAME")
		.addOption(folderOption())
		.addOption(listOutputOption())
		.addHelpText("after", examples("qd plugins info acme/tickets"))
		.action(
			async (
				key: string,
				options: { pluginDir?: string; output: ListOutput },
			) => {
				const { showPlugin } = await import("../system/plugin-verbs.ts");
				await showPlugin(key, options, machine);
			},
		);
	plugins
		.command("verify")
		.description(
			"Compare every file of a plugin folder with what was fetched; exit code 1 when one differs",
		)
		.addOption(folderOption())
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples("qd plugins verify", "qd plugins verify --plugin-dir /plugins"),
		)
		.action(async (options: { pluginDir?: string; output: ListOutput }) => {
			const { verifyPlugins } = await import("../system/plugin-verbs.ts");
			await verifyPlugins(options, machine);
		});
	plugins
		.command("prune")
		.description(
			"Remove old versions of fetched plugins; an agent that needs one fetches it again",
		)
		.option(
			"--keep <count>",
			"versions of each plugin that stay",
			wholeNumber(1, 1000),
			1,
		)
		.option("--dry-run", "only show what would be removed")
		.addOption(folderOption())
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples("qd plugins prune --dry-run", "qd plugins prune --keep 2"),
		)
		.action(
			async (options: {
				pluginDir?: string;
				keep: number;
				dryRun?: boolean;
				output: ListOutput;
			}) => {
				const { prunePlugins } = await import("../system/plugin-verbs.ts");
				await prunePlugins(options, machine);
			},
		);
}

function addIndex(plugins: Command, machine: MachineContext): void {
	plugins
		.command("index")
		.description("Prepare the index of a repository")
		.command("sign")
		.description("Sign an index, so that agents with the public key trust it")
		.argument("<index>", "the index file; the signature is put beside it")
		.requiredOption("--key <file>", "private Ed25519 key (PEM)")
		.option("--new-key", "make the key first; a file that is there stays")
		.addOption(thingOutputOption())
		.addHelpText(
			"after",
			examples(
				"qd plugins index sign mirror/acme.yaml --key acme.pem --new-key",
				"qd plugins index sign mirror/acme.yaml --key acme.pem",
			),
		)
		.action(
			async (
				index: string,
				options: { key: string; newKey?: boolean; output: ThingOutput },
			) => {
				const { signIndex } = await import("../system/plugin-verbs.ts");
				await signIndex(index, options, machine);
			},
		);
}
