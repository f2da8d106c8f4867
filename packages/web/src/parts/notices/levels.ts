/** How much a notice matters, most first. */
export const noticeLevels = ["ERROR", "WARNING", "INFO", "SUCCESS"] as const;
export type NoticeLevel = (typeof noticeLevels)[number];
