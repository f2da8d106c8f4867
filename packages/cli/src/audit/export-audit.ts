import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { failureOf, type GraphqlFailure } from "../api/graphql-failure.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

/** What a person may ask of an export. */
export interface ExportOptions {
	readonly person?: string;
	readonly cluster?: string;
	readonly code?: string;
	readonly outcome?: string;
	readonly command?: string;
	readonly since?: string;
	readonly until?: string;
	readonly text?: string;
	readonly output: "jsonl" | "csv";
	readonly file?: string;
}

/** How often it says how far it is. */
const sayEveryBytes = 16 * 1024 * 1024;

/**
 * Prints the records that match as one file, or writes them into one that is put in its place only when it is whole.
 * @throws CliFailure, also when the line broke before the end.
 */
export async function exportAudit(
	options: ExportOptions,
	context: CommandContext,
): Promise<void> {
	const { file, output: format, ...filter } = options;
	const query = new URLSearchParams({ format, ...filter });
	const response = await context.api().fetch(`/audit/export?${query}`);
	if (!response.ok || response.body === null) throw await refusal(response);
	const { terminal } = context;
	if (file === undefined) await print(response.body, terminal);
	else await keep(response.body, file, terminal);
}

async function print(
	body: ReadableStream<Uint8Array>,
	terminal: Terminal,
): Promise<void> {
	await take(body, terminal, (bytes) => terminal.write("stdout", bytes));
}

async function keep(
	body: ReadableStream<Uint8Array>,
	file: string,
	terminal: Terminal,
): Promise<void> {
	const unfinished = `${file}.partial`;
	const handle = await openNew(unfinished);
	try {
		const count = await take(body, terminal, (bytes) =>
			handle.appendFile(bytes).catch((cause) => {
				throw unwritable(unfinished, cause);
			}),
		);
		await handle.close();
		await rename(unfinished, file);
		terminal.say(`Wrote ${megabytes(count)} to ${file}.\n`);
	} catch (error) {
		await handle.close().catch(() => {});
		await rm(unfinished, { force: true });
		throw error;
	}
}

async function openNew(path: string): Promise<FileHandle> {
	try {
		return await open(path, "w", 0o600);
	} catch (cause) {
		throw unwritable(path, cause);
	}
}

function unwritable(path: string, cause: unknown): CliFailure {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new CliFailure(`Cannot write ${path}: ${reason}`, { cause });
}

/** @returns how many bytes there were. */
async function take(
	body: ReadableStream<Uint8Array>,
	terminal: Terminal,
	act: (bytes: Uint8Array) => void | Promise<void>,
): Promise<number> {
	let count = 0;
	let said = 0;
	try {
		for await (const bytes of body) {
			await act(bytes);
			count += bytes.length;
			if (count - said < sayEveryBytes) continue;
			said = count;
			terminal.say(`${megabytes(count)} so far …\n`);
		}
	} catch (cause) {
		if (cause instanceof CliFailure) throw cause;
		throw new CliFailure(
			`The export was interrupted after ${megabytes(count)} and is incomplete. Try again.`,
			{ exitCode: exitCodes.unreachable, cause },
		);
	}
	return count;
}

async function refusal(response: Response): Promise<CliFailure> {
	const error = errorIn(await response.text());
	if (error) return failureOf({ message: error.message, extensions: error });
	const exitCode =
		response.status === 401 ? exitCodes.unreachable : exitCodes.failed;
	return new CliFailure(
		`The control plane refused the export (${response.status}).`,
		{ exitCode },
	);
}

function errorIn(
	text: string,
): ({ readonly message: string } & GraphqlFailure["extensions"]) | undefined {
	try {
		const { error } = JSON.parse(text);
		return typeof error?.message === "string" ? error : undefined;
	} catch {
		return undefined;
	}
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}
