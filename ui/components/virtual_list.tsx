/** A long list of rows of one height, of which only those in sight are in the page. */
import type { ComponentChild } from "preact";
import { useSignal } from "@preact/signals";
import { useSize } from "./hooks.ts";

/** Rows above and below that are there already when they are scrolled to. */
const OVERSCAN_ROWS = 4;

export interface VirtualListProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  /** CSS pixels. */
  rowHeight: number;
  label: string;
  row: (item: T, index: number) => ComponentChild;
}

export function VirtualList<T>({ items, keyOf, rowHeight, label, row }: VirtualListProps<T>) {
  const { ref, size } = useSize<HTMLDivElement>();
  const top = useSignal(0);
  const first = Math.max(0, Math.floor(top.value / rowHeight) - OVERSCAN_ROWS);
  const count = Math.ceil(size.value.height / rowHeight) + 2 * OVERSCAN_ROWS;
  const shown = items.slice(first, first + count);
  return (
    <div
      ref={ref}
      class="virtual-list"
      onScroll={(event) => {
        // A row at a time: the list is drawn anew when another one comes into sight.
        const { scrollTop } = event.currentTarget;
        top.value = scrollTop - scrollTop % rowHeight;
      }}
    >
      <div
        role="list"
        aria-label={label}
        style={{ height: `${items.length * rowHeight}px`, position: "relative" }}
      >
        {shown.map((item, index) => (
          <div
            key={keyOf(item)}
            role="listitem"
            aria-posinset={first + index + 1}
            aria-setsize={items.length}
            class="virtual-row"
            style={{
              height: `${rowHeight}px`,
              transform: `translateY(${(first + index) * rowHeight}px)`,
            }}
          >
            {row(item, first + index)}
          </div>
        ))}
      </div>
    </div>
  );
}
