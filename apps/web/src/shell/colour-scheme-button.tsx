import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { MoonIcon, SunIcon } from "../icons/icons.tsx";

/** Light or dark; the system's until somebody chooses. */
export function ColourSchemeButton() {
  // Mantine would hold transitions back by a style of its own, which the policy forbids. Where motion is unwanted `theme.css` has none.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const shown = useComputedColorScheme("light");
  const other = shown === "light" ? "dark" : "light";
  return (
    <button
      type="button"
      className="shell-tool"
      onClick={() => setColorScheme(other)}
      aria-label={`Use the ${other} look`}
    >
      {shown === "light" ? <MoonIcon /> : <SunIcon />}
      <span>{other === "dark" ? "Dark" : "Light"}</span>
    </button>
  );
}
