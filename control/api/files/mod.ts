/** Files that people share in a meeting. */
export { filesConfig, fileVariables } from "./config.ts";
export { type OpenFiles, openFiles } from "./open_files.ts";
