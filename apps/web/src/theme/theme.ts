import { createTheme } from "@mantine/core";

/**
 * Behaviour only. What Mantine would write into a `<style>` of its own, which the Content-Security-Policy refuses, stands
 * in theme.css: the colours, radii and fonts as Mantine's own variables.
 */
export const theme = createTheme({
  primaryColor: "indigo",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    // Locking the scroll writes a `<style>` as well.
    ModalRoot: { defaultProps: { lockScroll: false, centered: true, radius: "md" } },
  },
});
