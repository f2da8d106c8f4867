import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
	createReadStream,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";
import { createOpenPgpKey } from "./open-pgp-key.ts";
import { type Ending, tempDir } from "./temp-dir.ts";

/** A package of the archive: some executable files. */
export interface ArchivePackage {
	readonly name: string;
	readonly version: string;
	/** Text of each file, by its path without the leading slash. */
	readonly files: Readonly<Record<string, string>>;
	readonly depends?: string;
}

/** A Debian archive of our own, signed and served over HTTP: what a machine's mirror is, but small and obedient. */
export interface DebianArchive {
	/** A folder to be used for /etc/apt: it names this archive as the machine's mirror. */
	readonly etcApt: string;
	/** Paths asked for so far, in their order. */
	readonly requests: readonly string[];
	/** Publishes a suite with exactly these packages, signed with the archive's key. */
	publish(suite: string, packages: readonly ArchivePackage[]): void;
	/** Replaces the suite's signature by one of a stranger's key. */
	forgeSignature(suite: string): void;
	/** Alters every published package file without telling the index. */
	corruptPackages(): void;
	/** Ends the server: from now on there is no network. */
	disconnect(): Promise<void>;
}

/** Whether this machine has Debian's tools at all. */
export const hasDebianTools = ["/usr/bin/apt-get", "/usr/bin/dpkg-deb"].every(
	(path) => existsSync(path),
);

/** Starts an empty archive on 127.0.0.1, stopped with the test. */
export async function startDebianArchive(t: Ending): Promise<DebianArchive> {
	const root = tempDir(t);
	const key = createOpenPgpKey("Archive <archive@example.com>");
	const packageFiles = new Set<string>();
	const requests: string[] = [];
	const server = createServer((request, response) => {
		const path = new URL(request.url ?? "/", "http://x").pathname;
		requests.push(path);
		const file = join(root, "served", decodeURIComponent(path));
		if (!existsSync(file) || !statSync(file).isFile()) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, { "content-length": statSync(file).size });
		createReadStream(file).pipe(response);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const port = typeof address === "object" && address ? address.port : 0;
	const disconnect = async (): Promise<void> => {
		server.closeAllConnections();
		if (server.listening) await new Promise((done) => server.close(done));
	};
	t.after(disconnect);

	const etcApt = join(root, "etc", "apt");
	mkdirSync(join(etcApt, "sources.list.d"), { recursive: true });
	const keyring = join(root, "debian-archive-test.gpg");
	writeFileSync(keyring, key.publicKey);
	writeFileSync(
		join(etcApt, "sources.list.d", "debian.sources"),
		`Types: deb\nURIs: http://127.0.0.1:${port}/debian\nSuites: bookworm\nComponents: main\nSigned-By: ${keyring}\n`,
	);
	const distFolder = (suite: string) =>
		join(root, "served", "debian", "dists", suite);

	return {
		etcApt,
		requests,
		disconnect,
		publish(suite, packages) {
			const dist = distFolder(suite);
			const stanzas = packages.map((item) => {
				const built = buildPackage(root, item);
				packageFiles.add(join(root, "served", "debian", built.filename));
				return built.stanza;
			});
			const index = Buffer.from(stanzas.join("\n"));
			const indexPath = `main/binary-${architecture()}/Packages`;
			mkdirSync(join(dist, indexPath, ".."), { recursive: true });
			writeFileSync(join(dist, indexPath), index);
			const release = Buffer.from(releaseText(suite, indexPath, index));
			writeFileSync(join(dist, "Release"), release);
			writeFileSync(join(dist, "Release.gpg"), key.sign(release));
		},
		forgeSignature(suite) {
			const release = readFileSync(join(distFolder(suite), "Release"));
			const stranger = createOpenPgpKey("Archive <archive@example.com>");
			writeFileSync(
				join(distFolder(suite), "Release.gpg"),
				stranger.sign(release),
			);
		},
		corruptPackages() {
			for (const file of packageFiles) {
				const bytes = readFileSync(file);
				const last = bytes.length - 1;
				bytes.writeUInt8((bytes[last] ?? 0) ^ 1, last);
				writeFileSync(file, bytes);
			}
		},
	};
}

// Out of date on purpose: frozen mirrors are.
function releaseText(suite: string, indexPath: string, index: Buffer): string {
	return `Origin: Debian
Suite: ${suite}
Codename: ${suite}
Date: Sat, 01 Mar 2025 00:00:00 UTC
Valid-Until: Sat, 08 Mar 2025 00:00:00 UTC
Architectures: ${architecture()}
Components: main
SHA256:
 ${digestOf(index)} ${index.length} ${indexPath}
`;
}

function architecture(): string {
	return process.arch === "x64" ? "amd64" : process.arch;
}

function digestOf(bytes: Buffer): string {
	return createHash("sha256").update(bytes).digest("hex");
}

function buildPackage(
	root: string,
	item: ArchivePackage,
): { filename: string; stanza: string } {
	const tree = join(root, "tree");
	rmSync(tree, { recursive: true, force: true });
	const control = `Package: ${item.name}
Version: ${item.version}
Architecture: ${architecture()}
Maintainer: Archive <archive@example.com>
${item.depends ? `Depends: ${item.depends}\n` : ""}Description: for tests
`;
	mkdirSync(join(tree, "DEBIAN"), { recursive: true });
	writeFileSync(join(tree, "DEBIAN", "control"), control);
	for (const [path, text] of Object.entries(item.files)) {
		mkdirSync(join(tree, path, ".."), { recursive: true });
		writeFileSync(join(tree, path), text, { mode: 0o755 });
	}
	const filename = `pool/${item.name}_${item.version.replace(":", "%3a")}_${architecture()}.deb`;
	const file = join(root, "served", "debian", filename);
	mkdirSync(join(file, ".."), { recursive: true });
	execFileSync("dpkg-deb", ["--build", "--root-owner-group", tree, file], {
		stdio: "pipe",
	});
	const bytes = readFileSync(file);
	return {
		filename: join("pool", basename(file)),
		stanza: `${control}Filename: ${filename}\nSize: ${bytes.length}\nSHA256: ${digestOf(bytes)}\n`,
	};
}
