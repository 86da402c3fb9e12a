/** How tiles are laid out: a choice of modes, and what is shown at all. */
import type { Call } from "../../models/call.ts";
import { LAYOUT_MODES, type LayoutMode } from "../../models/layout/mod.ts";
import { preferences, remember } from "../../models/preferences.ts";
import { t } from "../../strings/mod.ts";
import {
  CameraIcon,
  FullScreenIcon,
  GridIcon,
  LayoutIcon,
  PeopleIcon,
  PictureIcon,
  SideIcon,
  SpeakerViewIcon,
} from "../icons.tsx";
import { Menu, type MenuItem } from "../menu.tsx";
import { isFullScreen, isFullScreenOffered, toggleFullScreen } from "./full_screen.ts";
import type { PictureInPicture } from "./picture_in_picture.tsx";

const ICON = {
  auto: LayoutIcon,
  gallery: GridIcon,
  speaker: SpeakerViewIcon,
  side: SideIcon,
} satisfies Record<LayoutMode, unknown>;

export function LayoutMenu({ call, picture }: { call: Call; picture: PictureInPicture }) {
  const { stage } = call;
  const chosen = stage.mode.value;
  const Icon = ICON[chosen];
  const items: MenuItem[] = [
    ...LAYOUT_MODES.map((mode): MenuItem => {
      const ModeIcon = ICON[mode];
      return {
        key: mode,
        label: t.layout.mode[mode],
        icon: <ModeIcon />,
        choice: { kind: "radio", isOn: mode === chosen },
        run: () => stage.setMode(mode),
      };
    }),
    {
      key: "self",
      label: t.layout.hideSelf,
      isApart: true,
      icon: <PeopleIcon />,
      choice: { kind: "checkbox", isOn: preferences.value.hidesSelf },
      run: stage.toggleSelf,
    },
    {
      key: "video",
      label: t.layout.hideWithoutVideo,
      icon: <CameraIcon off />,
      choice: { kind: "checkbox", isOn: preferences.value.hidesWithoutVideo },
      run: stage.toggleWithoutVideo,
    },
    ...pictureItems(picture),
    ...isFullScreenOffered()
      ? [{
        key: "full",
        label: t.layout.fullScreen,
        isApart: true,
        icon: <FullScreenIcon />,
        choice: { kind: "checkbox" as const, isOn: isFullScreen.value },
        run: toggleFullScreen,
      }]
      : [],
  ];
  return (
    <Menu label={t.layout.open} items={items} class="button quiet layout-menu" testId="layout">
      <Icon />
      <span class="copy-text">{t.layout.open}</span>
    </Menu>
  );
}

function pictureItems(picture: PictureInPicture): MenuItem[] {
  if (!picture.isOffered) return [];
  const { autoPicture } = preferences.value;
  return [
    {
      key: "picture",
      label: t.layout.picture,
      isApart: true,
      icon: <PictureIcon />,
      choice: { kind: "checkbox", isOn: picture.isOpen.value },
      run: picture.toggle,
    },
    ...picture.opensByItself
      ? [{
        key: "auto-picture",
        label: t.layout.autoPicture,
        icon: <PictureIcon />,
        choice: { kind: "checkbox" as const, isOn: autoPicture },
        run: () => remember({ autoPicture: !autoPicture }),
      }]
      : [],
  ];
}
