import type { ServerResponse } from "node:http";
import type { Context } from "hono";
import type { ApiContext } from "./api-context.ts";
import { identify } from "./identify.ts";
import type { SignInDeps } from "./sign-in/sign-in-routes.ts";

/** Who sent a request that was admitted before. @throws AppError as `identify`, REQUESTS_TOO_MANY. */
export async function identifyCaller(
	deps: SignInDeps,
	c: Context,
): Promise<ApiContext> {
	const context = await identify(deps, deps.cookie, c);
	const { session, signedIn, machine } = context;
	const isGood = (session ?? signedIn ?? machine) !== undefined;
	deps.requestLimit.settle(c, "ask", isGood);
	return { ...context, cut: () => cut(c) };
}

/** In tests of the door there may be no connection. */
function cut(c: Context): void {
	const { outgoing } = (c.env ?? {}) as { readonly outgoing?: ServerResponse };
	if (outgoing && !outgoing.writableFinished) outgoing.destroy();
}
