import { createLineEditor, type LineEditor } from "./edit-lines.ts";

/*
 * kubectl asks for the API's groups up to five times before it gives up, and its cache logs each time for kubectl's own developers:
 *
 *   E1129 17:57:04.403044   29878 memcache.go:265] "Unhandled Error" err="couldn't get current server API group list: …"
 *
 * What it then says to people is the same once more, in one line without the prefix. A group that cannot be listed, as of a metrics
 * server that is away, is logged so too, although the command succeeds.
 */
const discoveryLog = /^[EW]\d{4} [\d:.]+ +\d+ memcache\.go:\d+\] /;
const itsBeginning = /^[EW](\d{0,4}|\d{4} .*)$/s;

/** Leaves out what kubectl's discovery cache logs; everything else passes as it is. */
export function hideDiscoveryLog(): LineEditor {
	return createLineEditor(
		(beginning) => itsBeginning.test(beginning),
		(line) => (discoveryLog.test(line) ? "" : line),
	);
}
