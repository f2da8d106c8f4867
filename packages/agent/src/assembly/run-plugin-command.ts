import { readFileSync } from "node:fs";
import { type PluginRepository, parsePluginKey } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import { z } from "zod";
import {
	listStored,
	mirrorPlugins,
	pluginInformation,
	pruneStored,
	StoreProblem,
	signIndexFile,
	verifyStored,
} from "../rooms/plugin-store/index.ts";

const file = z.string().min(1).max(4096);
const text = z.string().max(2048);
const key = text.transform((value, context) => {
	const parsed = parsePluginKey(value);
	if (!("problem" in parsed)) return parsed;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

/** What `qd plugins` asks for, as one JSON text. */
const requestSchema = z.discriminatedUnion("verb", [
	z.strictObject({ verb: z.literal("list"), dir: file }),
	z.strictObject({ verb: z.literal("info"), dir: file, key }),
	z.strictObject({ verb: z.literal("verify"), dir: file }),
	z.strictObject({
		verb: z.literal("prune"),
		dir: file,
		keep: z.number().int().min(1).max(1000),
		isTrial: z.boolean(),
	}),
	z.strictObject({
		verb: z.literal("mirror"),
		to: file,
		keys: z.array(key).min(1).max(500),
		platforms: z
			.array(
				text
					.regex(/^[a-z0-9]+\/[a-z0-9]+$/, "is not OS/ARCHITECTURE")
					.transform((value) => {
						const [os = "", architecture = ""] = value.split("/");
						return { os, architecture };
					}),
			)
			.min(1)
			.max(50),
		repositories: z
			.array(text.regex(/^[A-Za-z0-9][\w.-]{0,127}=./, "is not NAME=URL"))
			.min(1)
			.max(50),
		headerFile: file.optional(),
		publicKey: text.optional(),
		allowUnverified: z.boolean(),
	}),
	z.strictObject({
		verb: z.literal("sign"),
		index: file,
		keyFile: file,
		isNew: z.boolean(),
	}),
]);
type PluginRequest = z.output<typeof requestSchema>;

/**
 * Does what `qd plugins` asks for. Each line of standard output is JSON: `{"progress": text}` on the way, then `{"result": …}` or
 * `{"problem": text}`.
 * @returns the exit code.
 */
export async function runPluginCommand(
	words: readonly string[],
	{
		clock,
		write,
		signal,
	}: {
		readonly clock: Clock;
		readonly write: (line: string) => void;
		readonly signal: AbortSignal;
	},
): Promise<number> {
	const say = (line: unknown) => write(`${JSON.stringify(line)}\n`);
	let last: string | undefined;
	const onProgress = (progress: string) => {
		if (progress !== last) say({ progress });
		last = progress;
	};
	try {
		const request = requestSchema.parse(JSON.parse(words[0] ?? "null"));
		say({ result: await answer(request, { clock, signal, onProgress }) });
		return 0;
	} catch (error) {
		if (signal.aborted) return 130;
		say({ problem: problemOf(error) });
		return error instanceof z.ZodError ? 2 : 1;
	}
}

function problemOf(error: unknown): string {
	if (error instanceof z.ZodError)
		return error.issues
			.map(({ path, message }) => `${path.join(".")}: ${message}`)
			.join("; ");
	return error instanceof Error ? error.message : String(error);
}

async function answer(
	request: PluginRequest,
	deps: Parameters<typeof mirrorPlugins>[1],
): Promise<unknown> {
	switch (request.verb) {
		case "list":
			return await listStored(request.dir);
		case "info":
			return await pluginInformation(request.dir, request.key);
		case "verify":
			return await verifyStored(request.dir, deps.signal);
		case "prune":
			return await pruneStored(request.dir, {
				...request,
				now: deps.clock.now(),
			});
		case "mirror":
			return await mirrorPlugins(
				{ ...request, repositories: repositoriesOf(request) },
				deps,
			);
		case "sign":
			return await signIndexFile(request.index, request.keyFile, request);
	}
}

function repositoriesOf(
	request: Extract<PluginRequest, { verb: "mirror" }>,
): PluginRepository[] {
	const { allowUnverified, headerFile, publicKey, repositories } = request;
	const headers =
		headerFile === undefined ? undefined : readHeaders(headerFile);
	if (headers && repositories.length > 1)
		throw new StoreProblem(
			"headers belong to one repository: mirror each by itself",
		);
	return repositories.map((pair) => {
		const at = pair.indexOf("=");
		return {
			name: pair.slice(0, at),
			url: pair.slice(at + 1),
			allowUnverified,
			...(headers ? { headers } : {}),
			...(publicKey === undefined ? {} : { publicKey }),
		};
	});
}

/** Lines of `Name: value`. They are in a file, because arguments can be read by everyone on the machine. */
function readHeaders(headerFile: string): Record<string, string> {
	const lines = readFileSync(headerFile, "utf8").split(/\r?\n/);
	return Object.fromEntries(
		lines
			.filter((line) => line.trim() !== "")
			.map((line) => {
				const match = /^([\w-]+):\s*(.+)$/.exec(line);
				if (!match)
					throw new StoreProblem(
						`a line of ${headerFile} is not "Name: value"`,
					);
				return [match[1], match[2]];
			}),
	);
}
