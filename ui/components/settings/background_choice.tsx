/** What is behind one, chosen by pictures of it. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Devices } from "../../models/devices.ts";
import { preferences } from "../../models/preferences.ts";
import { keepPicture, lookForPicture, ownPicture } from "../../models/processing/own_picture.ts";
import { type Background, BACKGROUNDS, isScene, type Scene } from "../../processing/backgrounds.ts";
import { paintScene } from "../../processing/scenes.ts";
import { t } from "../../strings/mod.ts";
import { PeopleIcon } from "../icons.tsx";
import { EffectLine } from "./effect_line.tsx";

/** In device pixels; sharp enough for the small places they are shown in. */
const SWATCH = { width: 160, height: 90 } as const;

export function BackgroundChoice({ devices }: { devices: Devices }) {
  const { processing } = devices;
  const name = useId();
  useEffect(() => void lookForPicture(), []);
  if (!processing.canTreat) return <p class="hint">{t.processing.unsupported.background}</p>;
  const chosen = preferences.value.background;
  return (
    <fieldset class="checks effect">
      <legend>{t.processing.background}</legend>
      <div class="backgrounds">
        {BACKGROUNDS.map((background) =>
          background !== "own" || ownPicture.value
            ? (
              <label key={background} class="background" data-background={background}>
                <input
                  type="radio"
                  name={name}
                  value={background}
                  checked={chosen === background}
                  onChange={() => processing.chooseBackground(background)}
                />
                <Swatch background={background} />
                <span class="background-name">{t.processing.choices[background]}</span>
              </label>
            )
            : null
        )}
      </div>
      <OwnPicture chosen={() => processing.chooseBackground("own")} />
      <EffectLine effect="background" processing={processing} />
    </fieldset>
  );
}

function Swatch({ background }: { background: Background }) {
  if (isScene(background)) return <SceneSwatch scene={background} />;
  if (background === "own") {
    return <img class="swatch" src={ownPicture.value ?? ""} alt="" />;
  }
  return (
    <span class="swatch" data-swatch={background}>
      <PeopleIcon />
    </span>
  );
}

function SceneSwatch({ scene }: { scene: Scene }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const brush = ref.current?.getContext("2d");
    if (brush) paintScene(brush, scene, SWATCH);
  }, [scene]);
  return <canvas ref={ref} class="swatch" {...SWATCH} />;
}

/** From a file of the person's; it is chosen as soon as it is there. */
function OwnPicture({ chosen }: { chosen: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const isBad = useSignal(false);
  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    isBad.value = false;
    try {
      await keepPicture(file);
      chosen();
    } catch (error) {
      console.warn("Cannot use the picture:", error);
      isBad.value = true;
    }
  }
  return (
    <div class="own-background">
      <button type="button" class="button quiet" onClick={() => input.current?.click()}>
        {ownPicture.value ? t.processing.otherPicture : t.processing.choosePicture}
      </button>
      <span class="hint">{t.processing.pictureHint}</span>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        data-testid="own-background"
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = ""; // The same file can be chosen again.
        }}
      />
      {isBad.value && <p class="field-error" role="alert">{t.processing.pictureFailed}</p>}
    </div>
  );
}
