import type { ApiServer } from "./api-server.ts";

export interface ClusterAnswer {
	readonly status: number;
	readonly body: string;
}

const maxBytes = 1_048_576;

/** Small reads with the agent's own credentials, each with a deadline; answers above 1 MiB are refused. */
export function createReadCluster(api: ApiServer) {
	return function read(
		path: string,
		timeoutMs: number,
	): Promise<ClusterAnswer> {
		return new Promise((resolve, reject) => {
			let status = 0;
			let body = "";
			let ended = false;
			const timer = setTimeout(
				() => fail(new Error(`no answer in ${timeoutMs} ms`)),
				timeoutMs,
			);
			let abort = (_: Error): void => {};
			function fail(error: Error): void {
				ended = true;
				clearTimeout(timer);
				abort(error);
				reject(error);
			}
			const headers = ["Accept", "application/json"];
			api
				.send({ method: "GET", path, headers, credentials: true }, null, {
					onRequestStart(controller) {
						abort = (error) => controller.abort(error);
						if (ended) controller.abort(new Error("given up"));
					},
					onResponseStart(_, code) {
						status = code;
					},
					onResponseData(_, chunk) {
						body += chunk.toString("utf8");
						if (body.length > maxBytes)
							fail(new Error("the answer is too large"));
					},
					onResponseEnd() {
						clearTimeout(timer);
						resolve({ status, body });
					},
					onResponseError(_, error) {
						clearTimeout(timer);
						reject(error);
					},
				})
				.catch(fail);
		});
	};
}
