import ours from "../../package.json" with { type: "json" };

/** What a plugin is made of. */
export interface NewPlugin {
	readonly kind: "executor" | "source";
	readonly name: string;
	/** What its package.json asks for as the SDK. */
	readonly sdk: string;
}

/** The files of a new plugin, by their paths below its folder. */
export function filesOfPlugin(plugin: NewPlugin): ReadonlyMap<string, string> {
	const { kind, name } = plugin;
	return new Map([
		["package.json", manifestOf(plugin)],
		["tsconfig.json", tsconfig],
		[".gitignore", "node_modules\ndist\n"],
		["README.md", readmeOf(plugin)],
		["src/main.ts", kind === "executor" ? executorOf(name) : sourceOf(name)],
		["src/main.test.ts", testOf(plugin)],
	]);
}

function manifestOf({ kind, name, sdk }: NewPlugin): string {
	const manifest = {
		name,
		version: "0.0.1",
		private: true,
		type: "module",
		description: `${kind} plugin`,
		quarterdeck: { kind, name },
		scripts: {
			test: "node --test src/*.test.ts",
			pack: "tsc && npm test && quarterdeck-plugin pack",
		},
		dependencies: {
			"@quarterdeck/plugin-sdk": sdk,
			zod: ours.devDependencies.zod,
		},
		devDependencies: {
			"@types/node": "24.13.0",
			rolldown: ours.devDependencies.rolldown,
			typescript: "7.0.2",
		},
		engines: { node: ">=24" },
	};
	return `${JSON.stringify(manifest, undefined, "\t")}\n`;
}

const tsconfig = `{
	"compilerOptions": {
		"target": "es2024",
		"module": "nodenext",
		"types": ["node"],
		"strict": true,
		"skipLibCheck": true,
		"erasableSyntaxOnly": true,
		"verbatimModuleSyntax": true,
		"allowImportingTsExtensions": true,
		"resolveJsonModule": true,
		"noEmit": true
	},
	"include": ["src"]
}
`;

function readmeOf({ kind, name }: NewPlugin): string {
	return `# ${name}

\`npm run pack\` checks the types, runs the tests and packs the plugin into one file, \`dist/${kind}_VERSION_${name}.mjs\`.
Copy it into a folder of the agent's plugin folder, and name it in the configuration as FOLDER/${name}.
`;
}

function executorOf(name: string): string {
	return `#!/usr/bin/env node
import { codeBlock, executor, plaintext, requestWords } from "@quarterdeck/plugin-sdk";
import { z } from "zod";
import manifest from "../package.json" with { type: "json" };

await executor({
	name: ${JSON.stringify(name)},
	version: \`v\${manifest.version}\`,
	description: "Greets.",
	help: plaintext("${name} NAME"),
	config: z.strictObject({
		greeting: z.string().default("Hello").describe("What it says before the name."),
	}),
	async execute(request, { config }) {
		const [, who = "world"] = requestWords(request);
		return codeBlock(\`\${config.greeting}, \${who}!\\n\`);
	},
});
`;
}

function sourceOf(name: string): string {
	return `#!/usr/bin/env node
import { setTimeout } from "node:timers/promises";
import { plaintext, source } from "@quarterdeck/plugin-sdk";
import { z } from "zod";
import manifest from "../package.json" with { type: "json" };

await source({
	name: ${JSON.stringify(name)},
	version: \`v\${manifest.version}\`,
	description: "Says again and again that time passes.",
	config: z.strictObject({
		everySeconds: z.number().min(0.1).default(60).describe("How often it reports."),
	}),
	async stream(_request, { config, emit, signal }) {
		while (!signal.aborted) {
			await emit({ message: plaintext("Time passes.") });
			await setTimeout(config.everySeconds * 1000, undefined, { signal });
		}
	},
});
`;
}

function testOf({ kind, name }: NewPlugin): string {
	const sample =
		kind === "executor"
			? `sampleCommand: { command: "${name} Ada" }`
			: 'config: "everySeconds: 60", reports: true';
	return `import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ${kind}Conformance } from "@quarterdeck/plugin-sdk/conformance";

const main = fileURLToPath(new URL("main.ts", import.meta.url));

for (const { name, run } of ${kind}Conformance({
	start: { file: process.execPath, args: [main] },
	${sample},
}))
	test(name, run);
`;
}
