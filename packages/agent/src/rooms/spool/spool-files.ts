/** A port: the files of the spool, in a folder of their own. Names are plain. */
export interface SpoolFiles {
	list(): readonly string[];
	/** The content, or undefined when there is no such file. */
	read(name: string): string | undefined;
	/**
	 * Appends to a file that this process has made. It survives the process, and a loss of power once it is synced.
	 * @throws Error when the disk refuses it; a part of it may stand in the file then, to which nothing is appended any more.
	 */
	append(name: string, text: string): void;
	/** Cuts the file after so many bytes. */
	truncate(name: string, bytes: number): void;
	/** Resolves when everything appended before is on the disk. */
	sync(name: string): Promise<void>;
	/** Writes a file whole or not at all; on the disk when it returns. */
	replace(name: string, text: string): void;
	remove(name: string): void;
}
