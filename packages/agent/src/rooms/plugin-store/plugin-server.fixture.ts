import { createHash } from "node:crypto";
import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Ending } from "@quarterdeck/testkit";

export type Answer = (
	request: IncomingMessage,
	response: ServerResponse,
) => void;

export interface PluginServer {
	readonly url: string;
	/** What was asked for, in order: `GET /path`. */
	readonly requests: {
		readonly path: string;
		readonly headers: IncomingMessage["headers"];
	}[];
	/** What it answers from now on; a function answers by itself. */
	serve(path: string, what: string | Uint8Array | Answer): void;
}

/** A server on this machine that answers what a test wants, and remembers what it was asked. */
export async function startPluginServer(t: Ending): Promise<PluginServer> {
	const answers = new Map<string, string | Uint8Array | Answer>();
	const requests: PluginServer["requests"] = [];
	const server = createServer((request, response) => {
		const path = request.url ?? "";
		requests.push({ path, headers: request.headers });
		const answer = answers.get(path);
		if (typeof answer === "function") answer(request, response);
		else if (answer === undefined) response.writeHead(404).end();
		else response.end(answer);
	});
	await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		serve: (path, what) => void answers.set(path, what),
	};
}

export function sha256(bytes: string | Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

/** A file in an archive of a test. */
export interface TestEntry {
	readonly name: string;
	readonly content?: string | Uint8Array;
	readonly mode?: number;
	/** Of tar: `0` is a file, `2` a link. */
	readonly kind?: string;
}

export function tarGz(entries: readonly TestEntry[]): Buffer {
	return gzipSync(
		Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]),
	);
}

function blocksOf({
	name,
	content = "",
	mode = 0o644,
	kind = "0",
}: TestEntry): Buffer[] {
	const body = Buffer.from(content);
	const header = Buffer.alloc(512);
	header.write(name, 0, 100);
	header.write(`${mode.toString(8).padStart(7, "0")}\0`, 100);
	header.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
	header.write("        ", 148);
	header.write(kind, 156);
	header.write("ustar\u000000", 257);
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
	const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
	return [header, body, padding];
}

/** A zip archive whose files are not packed. */
export function zip(entries: readonly TestEntry[]): Buffer {
	const locals: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const { name, content = "", mode = 0o100644 } of entries) {
		const body = Buffer.from(content);
		const local = Buffer.alloc(30);
		local.writeUInt32LE(0x04034b50, 0);
		local.writeUInt16LE(name.length, 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt32LE(body.length, 20);
		entry.writeUInt32LE(body.length, 24);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE((mode << 16) >>> 0, 38);
		entry.writeUInt32LE(at, 42);
		locals.push(local, Buffer.from(name), body);
		directory.push(entry, Buffer.from(name));
		at += 30 + name.length + body.length;
	}
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...locals, list, end]);
}
