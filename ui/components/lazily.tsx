/** Parts of the page that few people look at: each is loaded when it is first drawn. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../strings/mod.ts";

export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> {
  const part = signal<ComponentType<P> | "loading" | "lost">("loading");
  let loading: Promise<void> | undefined;

  function ask(): void {
    loading ??= load().then(
      (loaded) => void (part.value = loaded),
      (error) => {
        console.warn("Cannot load a part of the page:", error);
        part.value = "lost";
        loading = undefined; // The next look tries again.
      },
    );
  }

  return function Lazy(props: P) {
    useEffect(ask, []);
    const Part = part.value;
    if (Part === "loading") return <p class="hint">{t.loading}</p>;
    if (Part === "lost") return <p class="field-error" role="alert">{t.processing.partLost}</p>;
    return <Part {...props} />;
  };
}
