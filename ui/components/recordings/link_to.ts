/** Links within the page. */
import { go } from "../../router.ts";

/** A click stays on the page; a middle click, or one with a key, is the browser's. */
export const linkTo = (path: string) => ({
  href: path,
  onClick: (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(path);
  },
});
