import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Far more than a kubeconfig, a token or a certificate has. */
const defaultMaxBytes = 2 ** 20;
const chunkBytes = 65_536;

export interface BoundedReading {
	/** 1 MiB unless told. */
	readonly maxBytes?: number;
	/**
	 * Also reads what is no regular file, such as `<(sops -d settings.yaml)`, and waits for whoever writes it. Right for what is read
	 * once, at the beginning: what is read again while a process works would be empty then, or keep the whole process waiting.
	 */
	readonly pipes?: boolean;
}

/**
 * The bytes of a file that somebody else named: what does not end (`/dev/zero`) takes no more memory than the limit, and what nobody
 * writes (a FIFO) keeps nobody waiting unless `pipes` says that it may.
 * @throws Error what is wrong with it, as a clause without the file's name; with the system's `code` where it cannot be opened or read.
 */
export function readBoundedFile(
	file: string,
	{ maxBytes = defaultMaxBytes, pipes = false }: BoundedReading = {},
): Buffer {
	// Without O_NONBLOCK, opening a FIFO waits for a writer before anybody can ask what it is.
	const { O_NONBLOCK, O_RDONLY } = constants;
	const handle = openSync(file, pipes ? O_RDONLY : O_RDONLY | O_NONBLOCK);
	try {
		if (!pipes && !fstatSync(handle).isFile())
			throw new Error("it is not a regular file");
		return readUpTo(handle, maxBytes);
	} finally {
		closeSync(handle);
	}
}

/** The same as text. @throws Error as `readBoundedFile`. */
export function readBoundedText(file: string, given?: BoundedReading): string {
	return readBoundedFile(file, given).toString("utf8");
}

function readUpTo(handle: number, maxBytes: number): Buffer {
	const chunks: Buffer[] = [];
	let total = 0;
	for (;;) {
		const chunk = Buffer.allocUnsafe(
			Math.min(chunkBytes, maxBytes + 1 - total),
		);
		const length = readSync(handle, chunk);
		if (length === 0) return Buffer.concat(chunks);
		total += length;
		if (total > maxBytes)
			throw new Error(`it has more than ${sizeOf(maxBytes)}`);
		chunks.push(chunk.subarray(0, length));
	}
}

function sizeOf(bytes: number): string {
	return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20} MiB` : `${bytes} bytes`;
}
