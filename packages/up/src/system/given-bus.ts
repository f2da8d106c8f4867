import { existsSync } from "node:fs";
import { CliFailure, exitCodes } from "@quarterdeck/cli";
import type { UpOptions } from "./up-options.ts";

/** How our programs reach the bus. */
export interface Bus {
	readonly url: string;
	readonly keysFile: string;
	/** File with the authorities of its certificate; absent: public ones. */
	readonly caFile: string | undefined;
	/** It need not prove itself. */
	readonly isInsecure: boolean;
}

/**
 * The bus that a person named.
 * @throws CliFailure when its keys are not named or not there, or it could not prove itself and that was not chosen.
 */
export function givenBus(url: string, options: UpOptions): Bus {
	const { natsCa: caFile, natsInsecure: isInsecure = false } = options;
	const keysFile = keysOf(options);
	const isPinned = caFile !== undefined && !/^wss?:/.test(url);
	if (!isInsecure && !isPinned && !/^(tls|wss):/.test(url))
		throw new CliFailure(
			`A nats-server at ${url} cannot prove that it is yours: whoever takes its port could give orders to your clusters.
Use its tls:// address with --nats-ca FILE, or choose to go without with --nats-insecure.`,
			{ exitCode: exitCodes.usage },
		);
	return { url, keysFile, caFile, isInsecure };
}

function keysOf({ natsKeys }: UpOptions): string {
	const remedy =
		"Create the keys and the server's configuration with: node packages/wire/src/prepare-bus.ts --dir DIR";
	const usage = { exitCode: exitCodes.usage };
	if (!natsKeys)
		throw new CliFailure(
			`--nats-url requires --nats-keys, the file with the control plane's keys for that server.\n${remedy}`,
			usage,
		);
	if (!existsSync(natsKeys))
		throw new CliFailure(`There is no file ${natsKeys}.\n${remedy}`, usage);
	return natsKeys;
}
