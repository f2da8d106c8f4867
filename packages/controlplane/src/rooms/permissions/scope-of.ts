import type { TokenScope } from "../people/index.ts";
import type { Action } from "./decision.ts";

/** What a token must be good for to do this. An action that is missing here does not compile. */
export const scopeOf: Readonly<Record<Action, TokenScope>> = {
	"command.run": "run",
	"command.read": "read",
	"command.cancel": "run",
	"configuration.read": "read",
	"configuration.apply": "configure",
	"cluster.read": "read",
	"cluster.add": "configure",
	"cluster.remove": "configure",
	"cluster.rotate": "configure",
	"cluster.revoke": "configure",
	"plugin.restart": "configure",
	"machine.manage": "configure",
	"audit.read": "read",
	"audit.verify": "read",
	"audit.acknowledge": "people",
	"person.read": "read",
	"person.add": "people",
	"person.update": "people",
	"person.remove": "people",
	"token.manage": "people",
	"job.read": "read",
	"job.retry": "configure",
	"notice.read": "read",
	// It keeps something from others, as a change of the configuration can.
	"silence.manage": "configure",
	"organisation.update": "people",
	"ownership.transfer": "people",
};
