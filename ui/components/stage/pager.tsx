/** Which page of the tiles is shown, and the ways to the others. */
import type { Layout } from "../../models/layout/mod.ts";
import type { Stage } from "../../models/stage.ts";
import { t } from "../../strings/mod.ts";
import { ChevronIcon } from "../icons.tsx";

export function Pager({ stage, layout }: { stage: Stage; layout: Layout }) {
  const { page, pages, pager } = layout;
  if (!pager) return null;
  // Who points at the button will press it: pictures start to come at once.
  const likely = (isTurning: boolean) => () => stage.isTurning.value = isTurning;
  const button = (by: -1 | 1) => (
    <button
      type="button"
      class="icon-button"
      data-back={by < 0}
      aria-label={by < 0 ? t.layout.previousPage : t.layout.nextPage}
      title={by < 0 ? t.layout.previousPage : t.layout.nextPage}
      aria-disabled={by < 0 ? page === 0 : page === pages - 1}
      onClick={() => stage.turnPage(by)}
      onPointerEnter={likely(true)}
      onPointerLeave={likely(false)}
      onFocus={likely(true)}
      onBlur={likely(false)}
    >
      <ChevronIcon />
    </button>
  );
  return (
    <nav
      class="pager"
      aria-label={t.layout.pages}
      data-testid="pager"
      style={{
        transform: `translate(${pager.x}px, ${pager.y}px)`,
        width: `${pager.width}px`,
        height: `${pager.height}px`,
      }}
    >
      {button(-1)}
      <span class="pager-page" role="status" aria-label={t.layout.page(page + 1, pages)}>
        {page + 1}&thinsp;/&thinsp;{pages}
      </span>
      {button(1)}
    </nav>
  );
}
