import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** How many of the objects are still held by somebody. One is: what was made last is held until others take its place. */
export async function countKept(
	objects: readonly WeakRef<object>[],
): Promise<number> {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	// A WeakRef that was made or read holds its object to the end of this turn of the event loop.
	await new Promise(setImmediate);
	collect();
	return objects.filter((one) => one.deref() !== undefined).length;
}
