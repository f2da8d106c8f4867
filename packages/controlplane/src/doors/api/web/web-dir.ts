import { fileURLToPath } from "node:url";

/** Where the UI lies in a checkout once it is built. */
export const builtWebDir = fileURLToPath(
	new URL("../../../../../web/dist", import.meta.url),
);
