/*
 * What PostgreSQL or its operator causes, and not our statement, by SQLSTATE. The list is PostgreSQL's appendix A, read whole: classes
 * 08, 53, 57, 58 and F0 as they stand, and single conditions of others. What is missing here is a fault of ours and is told as one.
 */
const causes: Readonly<Record<string, string>> = {
	"08000": "the connection failed",
	"08001": "the connection could not be made",
	"08003": "the connection is gone",
	"08004": "the server refused the connection",
	"08006": "the connection was lost",
	"08007": "the connection was lost, and it is not known what was kept",
	"08P01": "the connection does not speak PostgreSQL's protocol",
	"25006": "it accepts no changes (read-only); a standby may have taken over",
	"25P03": "it ended a transaction that was idle for too long",
	"25P04": "it ended a transaction that took too long",
	"28000": "it does not accept our role",
	"28P01": "it does not accept our password",
	"3D000": "the database does not exist on that server",
	"53000": "it is out of resources",
	"53100": "its disk is full",
	"53200": "it is out of memory",
	"53300": "it has too many connections",
	"53400": "a limit of its configuration is reached",
	"55P03": "a lock could not be taken in time",
	"57000": "its operator intervened",
	"57014": "a statement took too long and was cancelled",
	"57P01": "its administrator ended the connection",
	"57P02": "the server crashed and is restarting",
	"57P03": "it is starting up or shutting down",
	"57P04": "the database was dropped",
	"57P05": "it ended a connection that was idle for too long",
	"58000": "its system failed",
	"58030": "it could not read or write a file",
	"58P01": "it misses a file",
	"58P02": "it found a file that should not be there",
	F0000: "its configuration is broken",
	F0001: "its lock file is in the way",
	XX001: "its data are corrupted",
	XX002: "one of its indexes is corrupted",
};

/** Failures of the way there, by the system's name for them. */
const wayCauses: Readonly<Record<string, string>> = {
	ECONNREFUSED: "nothing listens at its address",
	ECONNRESET: "the connection was reset",
	ENOENT: "its socket does not exist",
	EACCES: "its socket may not be used",
	EPIPE: "the connection was closed",
	ETIMEDOUT: "the connection timed out",
	ENOTFOUND: "the name of its host is unknown",
	EAI_AGAIN: "the name of its host could not be looked up",
	EHOSTUNREACH: "its host cannot be reached",
	ENETUNREACH: "its network cannot be reached",
	EHOSTDOWN: "its host is down",
	EADDRNOTAVAIL: "this machine has no free address for a connection",
	EMFILE: "this process has too many open files",
	ENFILE: "this machine has too many open files",
};

/** Whole classes whose newer members count too. */
const causeClasses = /^(08|53|57|58|F0)/;

/** A sentence's end for a cause that is not ours, by its code; undefined for any other. */
export function serverCause(code: string): string | undefined {
	const known = causes[code] ?? wayCauses[code];
	if (known !== undefined) return known;
	return /^[0-9A-Z]{5}$/.test(code) && causeClasses.test(code)
		? "it failed"
		: undefined;
}
