/** Undici declares the types of its index only. These two files of it are all that the agent loads. */

declare module "undici/lib/dispatcher/pool.js" {
	import { Pool } from "undici";

	export = Pool;
}

declare module "undici/lib/api/api-request.js" {
	import type { Dispatcher } from "undici";

	/** What the index makes a method of every dispatcher. */
	function request(
		this: Dispatcher,
		options: Dispatcher.RequestOptions,
	): Promise<Dispatcher.ResponseData>;
	export = request;
}
