import {
	createPrivateKey,
	generateKeyPairSync,
	type KeyObject,
} from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { publicKeyText, signIndex } from "./index-signature.ts";
import { maxIndexBytes, parseIndex } from "./plugin-index.ts";
import { StoreProblem } from "./store-problem.ts";
import { writeWhole } from "./stored-file.ts";

/**
 * Writes the signature of an index beside it, as `INDEX.sig`.
 * @param keyFile private Ed25519 key (PKCS #8, PEM).
 * @param isNew whether to make that file; one that is there is never replaced.
 * @returns the public key, as configurations name it.
 * @throws StoreProblem
 */
export async function signIndexFile(
	file: string,
	keyFile: string,
	{ isNew }: { readonly isNew: boolean },
): Promise<{ readonly signature: string; readonly publicKey: string }> {
	const found = await stat(file).catch(() => undefined);
	if (!found?.isFile() || found.size > maxIndexBytes)
		throw new StoreProblem(
			`${file} is not an index of at most ${maxIndexBytes / 1_048_576} MiB`,
		);
	const bytes = await readFile(file);
	parseIndex(bytes);
	const key = isNew ? await makeKey(keyFile) : await readKey(keyFile);
	const signature = `${file}.sig`;
	await writeWhole(signature, signIndex(bytes, key));
	return { signature, publicKey: publicKeyText(key) };
}

async function makeKey(keyFile: string): Promise<KeyObject> {
	const { privateKey } = generateKeyPairSync("ed25519");
	const handle = await open(keyFile, "wx", 0o600).catch(
		(error: NodeJS.ErrnoException) => {
			throw new StoreProblem(
				error.code === "EEXIST"
					? `${keyFile} is there already; it is not replaced`
					: `${keyFile} cannot be written: ${error.code}`,
				{ cause: error },
			);
		},
	);
	try {
		await handle.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
		await handle.sync();
	} finally {
		await handle.close();
	}
	return privateKey;
}

async function readKey(keyFile: string): Promise<KeyObject> {
	try {
		const key = createPrivateKey(await readFile(keyFile));
		if (key.asymmetricKeyType === "ed25519") return key;
	} catch (error) {
		throw new StoreProblem(`${keyFile} is not a private key that can be read`, {
			cause: error,
		});
	}
	throw new StoreProblem(`${keyFile} is not an Ed25519 key`);
}
