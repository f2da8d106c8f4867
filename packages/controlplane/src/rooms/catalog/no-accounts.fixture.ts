import type { CatalogDeps } from "./catalog-deps.ts";

const refuse = () => Promise.reject(new TypeError("nobody is staged"));

/** For suites where nobody decides a proposal. */
export const noAccounts: CatalogDeps["accounts"] = {
	findPerson: refuse,
	lockActor: refuse,
};
