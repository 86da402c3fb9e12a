/**
 * A small window above all others, with who speaks and the most needed buttons. Browsers without
 * such windows show the video alone.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import { render } from "preact";
import type { Call } from "../../models/call.ts";
import { announce } from "../../models/announcer.ts";
import { preferences } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import { PictureView } from "./picture_view.tsx";
import { openVideoPicture } from "./video_picture.ts";

const SIZE = { width: 320, height: 300 } as const;

/** https://wicg.github.io/document-picture-in-picture/ */
interface DocumentPictureInPicture {
  /** The one that is open. */
  readonly window: Window | null;
  requestWindow(options: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

declare global {
  var documentPictureInPicture: DocumentPictureInPicture | undefined;
}

export interface PictureInPicture {
  readonly isOffered: boolean;
  /** Whether it can open when another tab is looked at. */
  readonly opensByItself: boolean;
  readonly isOpen: ReadonlySignal<boolean>;
  toggle(): void;
  /** Lets the browser open it when the page is hidden, where the person asked for that. */
  offerItself(): () => void;
  close(): void;
}

export function createPictureInPicture(call: Call, leave: () => void): PictureInPicture {
  const isOpen = signal(false);
  const hasWindows = globalThis.documentPictureInPicture !== undefined;
  let closeOpened = () => {};
  let isOpening = false;

  async function open(): Promise<void> {
    if (isOpening || isOpen.peek()) return;
    isOpening = true;
    try {
      closeOpened = hasWindows
        ? await openWindow(call, leave, closed)
        : await openVideoPicture(call, closed);
      isOpen.value = true;
    } catch (error) {
      console.warn("Cannot open a picture in picture:", error);
      call.toasts.show({ text: t.layout.pictureFailed, tone: "problem" });
      announce(t.layout.pictureFailed);
    } finally {
      isOpening = false;
    }
  }

  function closed(): void {
    closeOpened = () => {};
    isOpen.value = false;
  }

  return {
    isOffered: hasWindows || document.pictureInPictureEnabled === true,
    opensByItself: hasWindows && "mediaSession" in navigator,
    isOpen,
    toggle: () => isOpen.peek() ? closeOpened() : void open(),
    offerItself() {
      if (!hasWindows || !preferences.value.autoPicture) return () => {};
      return handleAutomatic(() => void open());
    },
    close: () => closeOpened(),
  };
}

/** Browsers that don't know the action throw. */
function handleAutomatic(open: () => void): () => void {
  const set = (handler: (() => void) | null) => {
    try {
      Reflect.apply(navigator.mediaSession.setActionHandler, navigator.mediaSession, [
        "enterpictureinpicture",
        handler,
      ]);
    } catch {
      // Then it opens by the menu only.
    }
  };
  set(open);
  return () => set(null);
}

async function openWindow(
  call: Call,
  leave: () => void,
  closed: () => void,
): Promise<() => void> {
  const opened = await globalThis.documentPictureInPicture?.requestWindow(SIZE);
  if (!opened) throw new Error("Cannot open a window: the browser has none");
  const { document: inside } = opened;
  inside.title = document.title;
  for (const { name, value } of document.documentElement.attributes) {
    inside.documentElement.setAttribute(name, value);
  }
  // At once, and under the page's policy, which allows no inline styles.
  inside.adoptedStyleSheets = [...document.styleSheets].map(({ cssRules }) => {
    const sheet = new opened.CSSStyleSheet();
    sheet.replaceSync([...cssRules].map(({ cssText }) => cssText).join("\n"));
    return sheet;
  });
  inside.body.className = "picture";
  const close = () => opened.close();
  render(
    <PictureView call={call} leave={leave} back={() => (close(), focus())} window={opened} />,
    inside.body,
  );
  opened.addEventListener("pagehide", () => {
    render(null, inside.body);
    closed();
  }, { once: true });
  return close;
}
