import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { freePort, isPortFree } from "../servers/index.ts";

const portsSchema = z.record(z.string(), z.number().int().min(1).max(65_535));

/** Ports of this installation, remembered so that a link or an agent of yesterday still finds it. */
export interface PortRegistry {
	/** The port used before, else the wished one, else a free one. One that is taken by another program is given up. */
	choose(name: string, wished: number): Promise<number>;
}

export function openPortRegistry(file: string): PortRegistry {
	const remembered = new Map(Object.entries(readPorts(file)));
	/** One at a time: two that choose at once must not get the same. */
	let last: Promise<unknown> = Promise.resolve();
	return {
		choose(name, wished) {
			const chosen = last.then(() => chooseNow(name, wished));
			last = chosen.catch(() => {});
			return chosen;
		},
	};

	async function chooseNow(name: string, wished: number): Promise<number> {
		const taken = new Set(
			[...remembered]
				.filter(([other]) => other !== name)
				.map(([, port]) => port),
		);
		const candidates = [remembered.get(name), wished].filter(
			(port) => port !== undefined && !taken.has(port),
		);
		for (const port of candidates) {
			if (port !== undefined && (await isPortFree(port)))
				return remember(name, port);
		}
		return remember(name, await freePort());
	}

	function remember(name: string, port: number): number {
		remembered.set(name, port);
		mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
		writeFileSync(file, `${JSON.stringify(Object.fromEntries(remembered))}\n`, {
			mode: 0o600,
		});
		return port;
	}
}

function readPorts(file: string): Record<string, number> {
	try {
		return portsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
	} catch {
		// Forgotten ports are chosen anew: nothing depends on this file but convenience.
		return {};
	}
}
