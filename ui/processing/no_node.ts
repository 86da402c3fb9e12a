/** What the page has of Node.js: nothing. Stands in where a library's loader would look for it. */
export {};
