import type { ClusterState } from "../../resources/cluster-state.ts";
import type { LogBook } from "../../workload/log-book.ts";
import type { Answer } from "../answer-resource.ts";
import { demandRunningPod, openRemoteStreams } from "./remote-streams.ts";

/** Answers `pods/attach`: what a container says from now on, until it ends or the client goes. Input is not heard. */
export function createAttachAnswer(state: ClusterState, book: LogBook): Answer {
	return (exchange) => {
		const { pod, container } = demandRunningPod(state, exchange);
		const uid = pod.metadata.uid as string;
		openRemoteStreams(exchange, ({ streams, end }) => {
			const unfollow = book.follow(uid, container, (line) =>
				streams.stdout(`${line.text}\n`),
			);
			const unsubscribe = state.store.subscribeTo("/pods", (event) => {
				const { object } = event.stored;
				const isOver =
					event.type === "DELETED" || object.status?.phase !== "Running";
				if (object.metadata.uid === uid && isOver)
					end({ metadata: {}, status: "Success" });
			});
			streams.stdin.resume();
			streams.signal.addEventListener("abort", () => {
				unfollow();
				unsubscribe();
			});
		});
	};
}
