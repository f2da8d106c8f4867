import type { NoticeActions } from "./notice-actions.ts";

/** Nothing is done about any notice. */
export const noActions: NoticeActions = { plan: async () => false, wake() {} };
