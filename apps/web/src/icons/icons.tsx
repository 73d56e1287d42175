import type { ReactNode } from "react";

interface IconProps {
  /** In CSS pixels; 18 by default. */
  readonly size?: number;
}

/** Decoration beside words, or in a control that has a label of its own. */
const icon = (shape: ReactNode) =>
  function Icon({ size = 18 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {shape}
      </svg>
    );
  };

export const BoltIcon = icon(<path d="M13.2 2.8 5 13.4h6l-1 7.8 8.6-11.1h-6z" fill="currentColor" stroke="none" />);
export const TrainIcon = icon(<path d="M4 19V11M10 19V5M16 19v-6M22 19H2" />);
export const JobsIcon = icon(<path d="M4 6h16M4 12h16M4 18h10" />);
export const DatasetsIcon = icon(
  <>
    <ellipse cx="12" cy="5.5" rx="7.5" ry="3" />
    <path d="M4.5 5.5v13c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3v-13M4.5 12c0 1.7 3.4 3 7.5 3s7.5-1.3 7.5-3" />
  </>,
);
export const ServersIcon = icon(
  <>
    <rect x="3" y="4" width="18" height="7" rx="2" />
    <rect x="3" y="13" width="18" height="7" rx="2" />
    <path d="M7 7.5h.01M7 16.5h.01" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.5A8.3 8.3 0 0 1 9.5 4a8.3 8.3 0 1 0 10.5 10.5z" />);
export const SignOutIcon = icon(<path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9" />);
export const FileIcon = icon(<path d="M14 3H6v18h12V7zM14 3v4h4" />);
export const UploadIcon = icon(<path d="M12 16V4M7 9l5-5 5 5M4 16v4h16v-4" />);
export const DownloadIcon = icon(<path d="M12 4v12M7 11l5 5 5-5M4 16v4h16v-4" />);
export const CheckIcon = icon(<path d="m4.5 12.5 5 5 10-11" />);
export const CrossIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const WarningIcon = icon(<path d="M12 3.5 2.5 20h19zM12 10v4.5M12 17.3h.01" />);
export const InfoIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 11v5M12 8h.01" />
  </>,
);
export const PauseIcon = icon(<path d="M8 5v14M16 5v14" />);
export const PlayIcon = icon(<path d="M7 4.5v15l12-7.5z" />);
export const RetryIcon = icon(<path d="M4 12a8 8 0 1 1 2.5 5.8M4 20v-4.5h4.5" />);
export const TextIcon = icon(<path d="M4 6h16M4 11h16M4 16h9" />);
export const ImageIcon = icon(
  <>
    <rect x="3" y="4" width="18" height="16" rx="2" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="m4 18 5.5-5 3.5 3 3-2.5 5 4.5" />
  </>,
);
export const TableIcon = icon(
  <>
    <rect x="3" y="4" width="18" height="16" rx="2" />
    <path d="M3 10h18M3 15h18M10 10v10" />
  </>,
);
export const SparkIcon = icon(<path d="M12 3v5M12 16v5M3 12h5M16 12h5M6 6l3 3M15 15l3 3M18 6l-3 3M9 15l-3 3" />);
export const ChevronIcon = icon(<path d="m9 6 6 6-6 6" />);
export const OfflineIcon = icon(
  <path d="M3 3l18 18M8.5 16.5a5 5 0 0 1 7 0M5 12.8a10 10 0 0 1 4-2.4M19 12.8a10 10 0 0 0-5-2.7M12 20h.01" />,
);
export const MendIcon = icon(
  <path d="M14.8 6.2a4.3 4.3 0 0 1 5.6-.9l-3 3 1.3 1.3 3-3a4.3 4.3 0 0 1-6 5.4l-8.4 8.4a1.9 1.9 0 0 1-2.7-2.7l8.4-8.4a4.3 4.3 0 0 1 1.8-3.1z" />,
);
