import type { ChannelKey } from "@quarterdeck/contract";

/** One thing that people change with a word in a channel, instead of by editing the file. */
export type ConfigurationEdit =
	| {
			readonly kind: "notifications";
			readonly channel: ChannelKey;
			readonly enabled: boolean;
	  }
	| {
			readonly kind: "sources";
			readonly channel: ChannelKey;
			readonly sources: readonly string[];
	  }
	| {
			readonly kind: "action";
			readonly name: string;
			readonly enabled: boolean;
	  };
