/** Line icons, 24 by 24, in the colour of the text around them. */
import type { ComponentChildren } from "preact";

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

const Slash = () => <path d="M4 4l16 16" />;

const microphone = (
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />
  </>
);
const camera = (
  <>
    <rect x="3" y="6.5" width="12.5" height="11" rx="2.5" />
    <path d="M15.5 11l5.5-3v8l-5.5-3" />
  </>
);

export const MicrophoneIcon = ({ off = false }) => <Icon>{microphone}{off && <Slash />}</Icon>;
export const CameraIcon = ({ off = false }) => <Icon>{camera}{off && <Slash />}</Icon>;
export const ScreenIcon = ({ off = false }) => (
  <Icon>
    <rect x="3" y="4.5" width="18" height="12" rx="2.5" />
    <path d="M8.5 20h7" />
    {off ? <path d="M9.5 8l5 5m0-5l-5 5" /> : <path d="M12 13.5v-6m-2.5 2.5L12 7.5l2.5 2.5" />}
  </Icon>
);
export const CaptionsIcon = () => (
  <Icon>
    <rect x="3" y="5" width="18" height="14" rx="2.5" />
    <path d="M10.5 10.5a2.300 2.300 0 1 0 0 3m7-3a2.300 2.300 0 1 0 0 3" />
  </Icon>
);
export const LeaveIcon = () => (
  <Icon>
    <path d="M3.5 14.8c-.8-1-.6-2.5.4-3.300C6 9.800 8.900 9 12 9s6 .8 8.100 2.500c1 .8 1.200 2.300.4 3.300l-.7.8a1.500 1.500 0 0 1-1.800.4l-2.300-1a1.500 1.500 0 0 1-.9-1.400v-1a10 10 0 0 0-5.600 0v1c0 .6-.3 1.100-.9 1.400l-2.300 1a1.500 1.500 0 0 1-1.800-.4z" />
  </Icon>
);
export const LinkIcon = () => (
  <Icon>
    <path d="M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1" />
  </Icon>
);
export const CheckIcon = () => (
  <Icon>
    <path d="M5 12.500l4.500 4.500L19 7.500" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9m5 0h2M4 17h2m5 0h9" />
    <circle cx="15.500" cy="7" r="2.300" />
    <circle cx="8.500" cy="17" r="2.300" />
  </Icon>
);
export const SpeakerIcon = () => (
  <Icon>
    <path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4.200 4.200 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11" />
  </Icon>
);
export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8.500" r="3.300" />
    <path d="M3 19.500c.5-3.300 2.900-5 6-5s5.500 1.700 6 5M16 5.600a3.300 3.300 0 0 1 0 5.800M18 14.900c1.700.8 2.700 2.300 3 4.600" />
  </Icon>
);
export const SunIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v2m0 14v2m9-9h-2M5 12H3m15.400-6.400L17 7M7 17l-1.400 1.400m12.800 0L17 17M7 7L5.600 5.600" />
  </Icon>
);
export const MoonIcon = () => (
  <Icon>
    <path d="M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z" />
  </Icon>
);
export const WarningIcon = () => (
  <Icon>
    <path d="M12 4.500L2.800 19.500h18.400zM12 10.500v4m0 2.500v.1" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);
export const HandIcon = () => (
  <Icon>
    <path d="M8 12.500V6a1.500 1.500 0 0 1 3 0v5-6.500a1.500 1.500 0 0 1 3 0V11 6.500a1.500 1.500 0 0 1 3 0V14c0 4-2 7-5.500 7-2.800 0-4.300-1.300-5.600-3.700L3.800 13.800a1.500 1.500 0 0 1 2.500-1.600L8 14.500z" />
  </Icon>
);
export const SmileIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M8.500 14c.8 1.500 2 2.200 3.500 2.200s2.700-.7 3.500-2.200M9 9.500v.1M15 9.500v.1" />
  </Icon>
);
export const MoreIcon = () => (
  <Icon>
    <path d="M5.500 12v.1M12 12v.1M18.500 12v.1" stroke-width="3" />
  </Icon>
);
export const ChatIcon = () => (
  <Icon>
    <path d="M5 5h14a1.500 1.500 0 0 1 1.500 1.500v9A1.500 1.500 0 0 1 19 17h-7l-4.500 3.500V17H5a1.500 1.500 0 0 1-1.500-1.500v-9A1.500 1.500 0 0 1 5 5z" />
  </Icon>
);
export const PollIcon = () => (
  <Icon>
    <path d="M4 20V12M10 20V5M16 20v-6M21 20H3" />
  </Icon>
);
export const BreakoutsIcon = () => (
  <Icon>
    <rect x="3.500" y="4" width="7" height="7" rx="1.800" />
    <rect x="13.500" y="4" width="7" height="7" rx="1.800" />
    <rect x="8.500" y="14" width="7" height="6.500" rx="1.800" />
  </Icon>
);
export const KeyboardIcon = () => (
  <Icon>
    <rect x="2.500" y="6" width="19" height="12" rx="2.500" />
    <path d="M7 10v.1M11 10v.1M15 10v.1M18 10v.1M8 14.500h8" />
  </Icon>
);
export const SpotlightIcon = () => (
  <Icon>
    <path d="M12 4l2.300 4.900 5.300.7-3.900 3.700 1 5.300L12 16l-4.700 2.600 1-5.300-3.900-3.700 5.300-.7z" />
  </Icon>
);
export const LockIcon = () => (
  <Icon>
    <rect x="5" y="10.500" width="14" height="9.500" rx="2.200" />
    <path d="M8 10.500V8a4 4 0 0 1 8 0v2.500" />
  </Icon>
);
export const SearchIcon = () => (
  <Icon>
    <circle cx="10.500" cy="10.500" r="6" />
    <path d="M15 15l5 5" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="M6.500 9.500L12 15l5.500-5.500" />
  </Icon>
);
export const CalendarIcon = () => (
  <Icon>
    <rect x="4" y="5.500" width="16" height="14.500" rx="2.500" />
    <path d="M4 10h16M8.500 3.500v4M15.500 3.500v4" />
  </Icon>
);
export const CopyIcon = () => (
  <Icon>
    <rect x="8.500" y="8.500" width="11.500" height="11.500" rx="2.500" />
    <path d="M5.500 15.500A1.500 1.500 0 0 1 4 14V6a2 2 0 0 1 2-2h8a1.500 1.500 0 0 1 1.500 1.500" />
  </Icon>
);
export const DoorIcon = () => (
  <Icon>
    <path d="M6 20V5.500A1.500 1.500 0 0 1 7.500 4h9A1.500 1.500 0 0 1 18 5.500V20M3.500 20h17M14.500 12v.1" />
  </Icon>
);

export const FileIcon = () => (
  <Icon>
    <path d="M13.500 3.500H8A2 2 0 0 0 6 5.500v13a2 2 0 0 0 2 2h8a2 2 0 0 0 2-2V8zM13.500 3.500V8H18" />
  </Icon>
);
export const ClipIcon = () => (
  <Icon>
    <path d="M19 11.500l-7.200 7.200a4.500 4.500 0 0 1-6.400-6.400l7.500-7.500a3 3 0 0 1 4.300 4.300l-7.400 7.400a1.500 1.500 0 0 1-2.200-2.100l6.700-6.700" />
  </Icon>
);
export const SendIcon = () => (
  <Icon>
    <path d="M4.500 12L20 4.500 15.500 20l-3.500-6.500zM12 13.500l8-9" />
  </Icon>
);
export const ArrowDownIcon = () => (
  <Icon>
    <path d="M12 5v13.500M6.500 13l5.500 5.500L17.500 13" />
  </Icon>
);
export const LayoutIcon = () => (
  <Icon>
    <rect x="3" y="5" width="18" height="14" rx="2.500" />
    <path d="M14.500 5v14M14.500 12H21" />
  </Icon>
);
export const GridIcon = () => (
  <Icon>
    <rect x="3.500" y="5" width="7.500" height="6" rx="1.500" />
    <rect x="13" y="5" width="7.500" height="6" rx="1.500" />
    <rect x="3.500" y="13" width="7.500" height="6" rx="1.500" />
    <rect x="13" y="13" width="7.500" height="6" rx="1.500" />
  </Icon>
);
export const SpeakerViewIcon = () => (
  <Icon>
    <rect x="3" y="4.500" width="18" height="10" rx="2" />
    <path d="M4 18.500h4M10 18.500h4M16 18.500h4" />
  </Icon>
);
export const SideIcon = () => (
  <Icon>
    <rect x="3" y="5" width="10.500" height="14" rx="2" />
    <path d="M17 6.500h4M17 12h4M17 17.500h4" />
  </Icon>
);
export const PinIcon = ({ off = false }) => (
  <Icon>
    <path d="M9 3.500h6l-.8 6 3.300 3.500v1.500h-11V13l3.300-3.500zM12 14.500v6" />
    {off && <Slash />}
  </Icon>
);
export const FullScreenIcon = () => (
  <Icon>
    <path d="M4 9V5.500A1.500 1.500 0 0 1 5.500 4H9M15 4h3.500A1.500 1.500 0 0 1 20 5.500V9M20 15v3.500a1.500 1.500 0 0 1-1.500 1.500H15M9 20H5.500A1.500 1.500 0 0 1 4 18.500V15" />
  </Icon>
);
export const PictureIcon = () => (
  <Icon>
    <path d="M20.500 11V7A2 2 0 0 0 18.500 5h-13A2 2 0 0 0 3.500 7v10a2 2 0 0 0 2 2H10" />
    <rect x="12.500" y="13" width="8" height="6" rx="1.500" />
  </Icon>
);
export const ZoomInIcon = () => (
  <Icon>
    <circle cx="10.500" cy="10.500" r="6" />
    <path d="M15 15l5 5M10.500 8v5M8 10.500h5" />
  </Icon>
);
export const ZoomOutIcon = () => (
  <Icon>
    <circle cx="10.500" cy="10.500" r="6" />
    <path d="M15 15l5 5M8 10.500h5" />
  </Icon>
);

export const ShieldIcon = ({ off = false }) => (
  <Icon>
    <path d="M12 3.500l7 2.500v5.500c0 4.400-2.900 7.600-7 9-4.100-1.400-7-4.600-7-9V6z" />
    {off ? <path d="M9.500 9.500l5 5m0-5l-5 5" /> : <path d="M9 12l2.200 2.200L15.200 10" />}
  </Icon>
);

export const FlipIcon = () => (
  <Icon>
    <path d="M4.500 9.500A8 8 0 0 1 19 8M19.500 14.500A8 8 0 0 1 5 16M19.500 4v4.500H15M4.500 20v-4.500H9" />
    <circle cx="12" cy="12" r="2.500" />
  </Icon>
);

export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="mark-shape" d="M5 4h11a11 11 0 0 1 0 22h-5l-6 4V4Z" />
    <circle class="mark-dot" cx="16" cy="15" r="4.5" />
  </svg>
);

export const RecordIcon = ({ isOn = false }) => (
  <Icon>
    <circle cx="12" cy="12" r="8.500" />
    <circle cx="12" cy="12" r="4" fill="currentColor" stroke="none" class={isOn ? "on-air" : ""} />
  </Icon>
);
export const LiveIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="2" fill="currentColor" stroke="none" />
    <path d="M8.500 15.500a5 5 0 0 1 0-7M15.500 8.500a5 5 0 0 1 0 7" />
    <path d="M5.600 18.400a9 9 0 0 1 0-12.800M18.400 5.600a9 9 0 0 1 0 12.800" />
  </Icon>
);
export const StopIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.500" />
    <rect x="9" y="9" width="6" height="6" rx="1" fill="currentColor" stroke="none" />
  </Icon>
);
export const PauseIcon = () => (
  <Icon>
    <path d="M8.500 6v12M15.500 6v12" stroke-width="3" />
  </Icon>
);
export const PlayIcon = () => (
  <Icon>
    <path d="M8 5.500v13l10.500-6.500z" fill="currentColor" />
  </Icon>
);
export const FlagIcon = () => (
  <Icon>
    <path d="M6 21V4.500c4-2 7 2 12 0v9c-5 2-8-2-12 0" />
  </Icon>
);
export const VolumeIcon = ({ off = false }) => (
  <Icon>
    <path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500z" />
    {off ? <path d="M16 9.500l5 5m0-5l-5 5" /> : <path d="M15.500 9a4.200 4.200 0 0 1 0 6" />}
  </Icon>
);
export const DownloadIcon = () => (
  <Icon>
    <path d="M12 4v11M7.500 11L12 15.500l4.500-4.500M5 19.500h14" />
  </Icon>
);
export const TrashIcon = () => (
  <Icon>
    <path d="M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v6M13.500 10.500v6" />
  </Icon>
);
